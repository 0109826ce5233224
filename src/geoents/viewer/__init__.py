"""Pages to look at: a document, a corpus, and what they share with the page of mistakes.

A page is one HTML file that needs no network. Its look, markup and behaviour are files in
``data/pages``; what they vendor stands in ``data/pages/vendor`` with its licences.
"""

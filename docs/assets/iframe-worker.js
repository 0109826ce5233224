/* Browsers start no worker from a page on the disk. There, the search's worker runs in a frame. */
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super()
      const frame = document.createElement("iframe")
      frame.hidden = true
      this.frame = frame
      this.waiting = []
      frame.addEventListener("load", () => this.begin(new URL(address, location.href).href))
      document.body.append(frame)
    }

    begin(address) {
      if (this.inside) return
      const inside = (this.inside = this.frame.contentWindow)
      const load = (url) =>
        new Promise((resolve, reject) => {
          const script = inside.document.createElement("script")
          script.src = new URL(url, address).href
          script.onload = resolve
          script.onerror = reject
          inside.document.head.append(script)
        })
      inside.importScripts = (...urls) =>
        urls.reduce((done, url) => done.then(() => load(url)), Promise.resolve())
      inside.postMessage = (data) => {
        const event = new MessageEvent("message", { data })
        this.dispatchEvent(event)
        this.onmessage?.(event)
      }
      load(address).then(() => this.waiting.splice(0).forEach((data) => this.postMessage(data)))
    }

    postMessage(data) {
      if (this.inside?.document.scripts.length) {
        this.inside.dispatchEvent(new MessageEvent("message", { data }))
      } else {
        this.waiting.push(data)
      }
    }

    terminate() {
      this.frame.remove()
    }
  }
}

"""Run by test_ray.py: a cluster of two workers, a driver that is killed, another, a worker killed.

``python ray_cluster.py IN OUT`` extracts from IN into OUT and prints what came of it, in JSON. It is
a program of its own so that nothing of Ray is left in the process of the tests.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import ray
from ray.cluster_utils import Cluster

from geoents.ray import extract_files

MEMORY = 100 * 2**20
#: On a busy machine a worker that answers late is not lost; one that is killed is seen at once.
PATIENCE = {"health_check_timeout_ms": 60_000, "health_check_failure_threshold": 3}


def drive(address: str, read: str, out: str) -> None:
    ray.init(address=address, log_to_driver=False, logging_level="error")
    print(json.dumps(extract_files([read], out, actors=2, batch_size=2)))
    ray.shutdown()


def start_driver(address: str, read: str, out: str) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, "drive", address, read, out]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def wait_for_files(out: str, count: int, driver: subprocess.Popen[str]) -> None:
    while driver.poll() is None and len(list(Path(out).glob("*.parquet"))) < count:
        time.sleep(0.05)


def run(read: str, out: str) -> None:
    head = {"num_cpus": 0, "object_store_memory": MEMORY, "_system_config": PATIENCE}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    # A checkpoint's readers claim a gibibyte each, which they do not use.
    workers = [
        cluster.add_node(num_cpus=1, object_store_memory=MEMORY, memory=4 * 2**30) for _ in "ab"
    ]
    first = start_driver(cluster.address, read, out)
    wait_for_files(out, 1, first)
    first.send_signal(signal.SIGKILL)
    first.wait()
    found = {"driver": first.returncode, "after_driver": len(list(Path(out).glob("*.parquet")))}
    second = start_driver(cluster.address, read, out)
    wait_for_files(out, found["after_driver"] + 1, second)
    found["is_worker_killed_midway"] = second.poll() is None
    cluster.remove_node(workers[0], allow_graceful=False)
    printed, _ = second.communicate()
    found["written"], found["failed"] = json.loads(printed.splitlines()[-1])
    print(json.dumps(found), flush=True)
    cluster.shutdown()


if __name__ == "__main__":
    os.environ["RAY_DEDUP_LOGS"] = "0"
    if sys.argv[1] == "drive":
        drive(*sys.argv[2:])
    else:
        run(*sys.argv[1:])

"""A megabyte over a socket while a thread of the same interpreter spins."""
import multiprocessing
import os
import queue
import socket
import threading
from measure import count, now, show

CORE = 0
HALF = 0.1
MEGABYTE = 1 << 20


def stay_here():
    """Who sends and who receives have one core; threads that were started before stay free."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {CORE})


def send(listener):
    stay_here()
    connection, _ = listener.accept()
    data = b"x" * MEGABYTE
    with connection:
        while connection.recv(1):
            connection.sendall(data)


def spin(wanted, done):
    while (seconds := wanted.get()) is not None:
        end = now() + seconds
        while now() < end:
            pass
        done.put(None)


def receive(connection):
    connection.sendall(b".")
    left = MEGABYTE
    while left > 0:
        left -= len(connection.recv(65536))


def receives(connection):
    took = []
    end = now() + HALF
    while (start := now()) < end:
        receive(connection)
        took.append((now() - start) * 1e3)
    return took


def percentile_99(samples):
    return sorted(samples)[int(len(samples) * 0.99)]


if __name__ == "__main__":
    wanted, done = queue.SimpleQueue(), queue.SimpleQueue()
    spinner = threading.Thread(target=spin, args=(wanted, done))
    spinner.start()
    listener = socket.create_server(("127.0.0.1", 0))
    sender = multiprocessing.Process(target=send, args=(listener,))
    sender.start()
    stay_here()
    alone, beside = [], []
    with socket.create_connection(listener.getsockname()) as connection:
        receives(connection)
        for _ in range(count):
            alone += receives(connection)
            wanted.put(2 * HALF)
            beside += receives(connection)
            done.get()
    wanted.put(None)
    sender.join()
    mean_alone, mean_beside = sum(alone) / len(alone), sum(beside) / len(beside)
    show("alone", mean_alone, "ms")
    show("beside the spinner", mean_beside, "ms")
    show("beside by alone", mean_beside / mean_alone, "x")
    show("alone, p99", percentile_99(alone), "ms")
    show("beside the spinner, p99", percentile_99(beside), "ms")
    show("beside by alone, p99", percentile_99(beside) / percentile_99(alone), "x")

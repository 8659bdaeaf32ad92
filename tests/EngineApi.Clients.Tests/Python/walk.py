"""A walk through the engine with Docker's SDK for Python, as a program that knows dockerd only. Any difference raises."""
import io
import sys

import docker
from docker.errors import APIError, NotFound

image, name = sys.argv[1:]
client = docker.from_env(timeout=60)


def same(expected, seen):
    assert expected == seen, f"expected {expected!r}, got {seen!r}"


assert client.ping()
same("linux", client.version()["Os"])
assert client.info()["NCPU"] > 0
assert any(image in one.tags for one in client.images.list())
same(image, client.images.get(image).tags[0])

# One that ends: its output, its exit, its error.
same(b"out\n", client.containers.run(image, ["echo", "out"], remove=True))
try:
    client.containers.run(image, ["sh", "-c", "echo no >&2; exit 3"], remove=True, stderr=True)
    raise AssertionError("an exit code of 3 must raise")
except docker.errors.ContainerError as error:
    same(3, error.exit_status)

# One that stays.
script = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done"
box = client.containers.create(image, ["sh", "-c", script], name=name, labels={"walk": name}, environment={"A": "b"})
same("created", box.status)
events = client.events(decode=True, filters={"container": name})
box.start()
same("start", next(events)["Action"])
same(b"ready\n", next(box.logs(stream=True, follow=True)))
same([name], [one.name for one in client.containers.list(filters={"label": f"walk={name}"})])
box.reload()
same("running", box.status)
assert "A=b" in box.attrs["Config"]["Env"]

# Execs: plain, with both streams apart, with an exit code, over a socket.
same((0, b"in\n"), tuple(box.exec_run(["echo", "in"])))
same((5, (b"o\n", b"e\n")), tuple(box.exec_run(["sh", "-c", "echo o; echo e >&2; exit 5"], demux=True)))
stream = box.exec_run(["cat"], stdin=True, socket=True, tty=True).output
stream._sock.sendall(b"typed\n")
assert b"typed" in stream._sock.recv(100)
stream._sock.close()

same(1, len([row for row in box.top()["Processes"] if "trap" in row[-1]]))
assert box.stats(stream=False)["memory_stats"]["usage"] > 0
assert next(box.stats(stream=True, decode=True))["id"] == box.id
box.pause()
box.reload()
same("paused", box.status)
box.unpause()
box.update(mem_limit="64m", memswap_limit="128m")
box.rename(name + "x")
box.stop(timeout=60)
same(7, box.wait(timeout=60)["StatusCode"])
box.restart()
box.kill()
same(137, box.wait(timeout=60)["StatusCode"])
events.close()

# stdin to its end over a hijacked attach.
cat = client.containers.create(image, ["cat"], stdin_open=True)
socket = cat.attach_socket(params={"stdin": 1, "stdout": 1, "stream": 1})
cat.start()
socket._sock.sendall(b"through\n")
socket._sock.close()
cat.remove(force=True)

# Errors are those its users catch.
box.remove()
for ask in (lambda: client.containers.get(name + "x"), lambda: client.images.get("nosuch")):
    try:
        ask()
        raise AssertionError("it must not be found")
    except NotFound:
        pass
try:
    client.containers.create(image, name="-")
    raise AssertionError("the name must be refused")
except APIError as error:
    same(400, error.status_code)
try:
    client.images.load(io.BytesIO(b"this is no image").read())
    raise AssertionError("what is no image must be refused")
except (APIError, docker.errors.ImageLoadError):
    pass
print("walked")

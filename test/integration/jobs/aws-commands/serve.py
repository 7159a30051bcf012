"""Runs the AWS command line without importing it for each command: prepares it once, and forks for each.

usage: python3 serve.py FOLDER   an existing folder, which gets the program `aws` to put on the PATH

Commands take the variables of their caller. No configuration file counts: those of this machine must not, and no script has one.
"""

import awscli.clidriver
import gc
import json
import os
import pathlib
import signal
import socket
import sys
import threading

STANDARD_STREAMS = 3
# Of which scripts call commands.
SERVICES = ["s3", "sqs"]


def main():
    folder = pathlib.Path(sys.argv[1])
    driver = prepared()
    # Garbage collection would copy pages that the commands share.
    gc.collect()
    gc.freeze()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "socket"))
    listener.listen(64)
    # Their exit codes go to the clients.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    install(folder)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            run(driver, connection)
        connection.close()


def prepared():
    """With what every command imports, reads of the services and makes of it: two thirds of what one takes otherwise."""
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
    driver = awscli.clidriver.create_clidriver()
    # Makes the tables of commands and options, which the driver keeps.
    driver.create_help_command()
    for service in SERVICES:
        driver.session.create_client(service, "us-west-2", aws_access_key_id="none", aws_secret_access_key="none")
    return driver


def install(folder):
    """Complete under its name, or not there. Without the packages of the interpreter, it starts ten times as fast."""
    command = pathlib.Path(__file__).with_name("command.py").read_text()
    incoming = folder / ".aws"
    incoming.write_text(f"#!{sys.executable} -IS\n{command}")
    incoming.chmod(0o755)
    incoming.rename(folder / "aws")


def run(driver, connection):
    """Runs the command that a client sends, with its streams, and sends back the exit code."""
    size, streams, _, _ = socket.recv_fds(connection, 4, STANDARD_STREAMS)
    request = json.loads(connection.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["folder"])
    # The import has set where the models of the services are.
    own = {"AWS_DATA_PATH": os.environ["AWS_DATA_PATH"]}
    os.environ.clear()
    os.environ.update(request["environment"] | own)
    sys.argv = ["aws", *request["arguments"]]
    threading.Thread(target=end_with, args=(connection,), daemon=True).start()
    try:
        code = driver.main()
    except SystemExit as exit:
        code = exit.code
    sys.stdout.flush()
    sys.stderr.flush()
    connection.send(bytes([code or 0]))
    os._exit(0)


def end_with(connection):
    """Ends with the client: a signal to it is one to the command."""
    connection.recv(1)
    os.kill(os.getpid(), signal.SIGKILL)


main()

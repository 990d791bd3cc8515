"""Colours, bars and progress: on a terminal, and only there."""
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import fcntl
import time
import unittest

import reckoner

SQL = """
CREATE TABLE stock(model TEXT, on_hand INTEGER);
INSERT INTO stock VALUES ('Ion 2', 30), ('Ion 4', 20), ('Crest', 5);
"""


def on_terminal(project, *args, columns=100, end=None):
    """Runs the command on a terminal of its own: exit code and all it showed.
    `end` is called with the process and what was shown until now."""
    try:
        master, slave = pty.openpty()
    except OSError as error:
        raise unittest.SkipTest(f"no terminal can be made here: {error}")
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        [reckoner.PROGRAM, *args],
        cwd=project.folder,
        stdin=slave,
        stdout=slave,
        stderr=slave,
    ) as process:
        os.close(slave)
        shown = b""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if not select.select([master], [], [], 1)[0]:
                continue
            try:
                chunk = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if not chunk:
                break
            shown += chunk
            if end:
                end(process, shown)
        code = process.wait(30)
    os.close(master)
    return code, shown.decode()


class Terminal(reckoner.Case):
    """The same commands, looked at on a terminal and through a pipe."""

    def setUp(self):
        self.made = self.project(SQL)
        self.made.template(
            "stock/on_hand",
            "SELECT model, on_hand FROM stock ORDER BY on_hand DESC",
            ["How many cars are in stock?"],
            "order: on_hand desc",
        )

    def test_progress_is_shown_on_a_terminal_and_wiped_at_the_end(self):
        code, shown = on_terminal(self.made, "regenerate")
        self.assertEqual(code, 0, shown)
        self.assertIn("1/1  stock/on_hand", shown)
        last = shown.rstrip().split("\r")[-1]
        self.assertIn("1 made", last)
        self.assertNotIn("#", last)
        piped = self.run_ok(self.made, "regenerate")
        self.assertNotIn("1/1", piped.out + piped.err)
        self.assertNotIn("\x1b", piped.out + piped.err)

    def test_bars_are_drawn_on_a_terminal_only(self):
        self.run_ok(self.made, "regenerate")
        question = "How many cars are in stock?"
        code, shown = on_terminal(self.made, "ask", question)
        piped = self.run_ok(self.made, "ask", question).out
        self.assertEqual(code, 0, shown)
        self.assertIn("█", shown)
        self.assertNotIn("█", piped)
        for row in ("Ion 2", "Ion 4", "Crest"):
            self.assertIn(row, piped)
            self.assertIn(row, shown)

    def test_no_line_is_wider_than_the_terminal(self):
        self.made.sql(
            "INSERT INTO stock VALUES (?, 1)",
            "a model whose name is far longer than a terminal is wide " * 3,
        )
        self.run_ok(self.made, "regenerate")
        for columns in (40, 80):
            for args in (("show", "stock/on_hand"), ("ask", "Cars in stock?")):
                _, shown = on_terminal(self.made, *args, columns=columns)
                table = [
                    line.rstrip("\r")
                    for line in shown.split("\n")
                    if line.startswith("a model") or "  30" in line
                ]
                for line in table:
                    self.assertLessEqual(len(line), columns, line)

    def test_serve_on_a_terminal_says_what_to_try_and_ctrl_c_ends_it(self):
        self.run_ok(self.made, "regenerate")
        told = []

        def end(process, shown):
            if b"try: curl" in shown and not told:
                told.append(True)
                process.send_signal(signal.SIGINT)

        code, shown = on_terminal(self.made, "serve", "--port", "0", end=end)
        self.assertEqual(code, 0, shown)
        self.assertIn("listening on http://127.0.0.1:", shown)
        self.assertIn("Ctrl-C", shown)

    def test_the_log_is_for_people_on_a_terminal_and_json_in_a_pipe(self):
        self.made.template("stock/gone", "SELECT a FROM gone", ["What is gone?"])
        code, shown = on_terminal(self.made, "regenerate")
        self.assertEqual(code, 1, shown)
        self.assertIn("stock/gone", shown)
        self.assertNotIn('{"time"', shown)
        piped = self.made.run("regenerate").err
        self.assertIn('"level":"warning"', piped)

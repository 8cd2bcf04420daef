"""What ci/ holds: the steps of each file are run here as the service would run them, against the ipclab that was built.

What needs the service (checking out, uploading) is looked at for its fields. Arguments: the folder with ipclab.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["IPCLAB_BUILD"])
RIGHT = ROOT / "reference/pipeline/pipeline.c"
WRONG = ROOT / "exercises/pipeline/examples/wrong-status/pipeline.c"


def load(name):
    return yaml.safe_load((ROOT / "ci" / name).read_text())


class Service(unittest.TestCase):
    """A job's folder with a submission in it, and ipclab on the PATH."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def submit(self, source, to="."):
        (self.folder / to).mkdir(parents=True, exist_ok=True)
        shutil.copy(source, self.folder / to)

    def run_step(self, command, env=(), shell=("bash", "-eo", "pipefail", "-c")):
        surroundings = dict(os.environ, PATH=f"{BUILD}:{os.environ['PATH']}", IPCLAB_EXERCISES=str(ROOT / "exercises"))
        surroundings.update(env)
        return subprocess.run(
            [*shell, command], cwd=self.folder, env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )


class GitHub(Service):
    action = load("github/action.yml")
    workflow = load("github/workflow.yml")

    def step(self, name):
        return next(step for step in self.action["runs"]["steps"] if step["name"] == name)

    def check(self, given):
        values = {"github.action_path": str(ROOT / "ci/github")}
        for name, about in self.action["inputs"].items():
            values[f"inputs.{name}"] = given.get(name, about.get("default"))
        step = self.step("Check")
        expression = re.compile(r"\$\{\{ ([\w.]+) \}\}")
        env = {name: expression.sub(lambda it: values[it[1]], text) for name, text in step["env"].items()}
        self.assertNotIn("${{", step["run"], "what a workflow gives must not become part of a script")
        return self.run_step(step["run"], {**env, "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md")})

    def test_a_right_program_passes_and_every_report_is_there(self):
        self.submit(RIGHT)
        ran = self.check({"exercise": "pipeline"})
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        self.assertEqual(json.loads((self.folder / "ipclab-reports/report.json").read_text())["verdict"], "pass")
        for name in ("junit.xml", "report.sarif"):
            self.assertTrue((self.folder / "ipclab-reports" / name).exists(), name)
        self.assertIn("18 of 18", (self.folder / "summary.md").read_text())

    def test_a_wrong_program_in_a_folder_of_its_own_fails_with_annotations_from_the_repository_s_root(self):
        self.submit(ROOT / "exercises/pipeline/examples/hangs/pipeline.c", "lab 2")
        ran = self.check({"exercise": "pipeline", "path": "lab 2"})
        self.assertEqual(ran.returncode, 1)
        self.assertRegex(ran.stdout, r"(?m)^::error file=lab 2/pipeline\.c,line=57,title=hang\.deadlock::")
        self.assertRegex(ran.stdout, r"(?m)^::stop-commands::\w{32}$")
        self.assertIn("hang.deadlock", (self.folder / "summary.md").read_text())

    def test_an_exercise_that_is_not_there_is_no_verdict(self):
        self.assertEqual(self.check({"exercise": "nonsense; touch x"}).returncode, 2)
        self.assertFalse((self.folder / "x").exists())

    def test_the_step_that_lets_namespaces_be_made_is_whole(self):
        ran = self.run_step(self.step("Let programs have namespaces of their own")["run"], shell=("bash", "-n", "-c"))
        self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_every_step_of_the_action_has_a_shell(self):
        self.assertEqual(self.action["runs"]["using"], "composite")
        for step in self.action["runs"]["steps"]:
            self.assertEqual(step["shell"], "bash", step)

    def test_the_workflow_gives_the_action_what_it_asks_for_and_keeps_the_reports_of_failures(self):
        self.assertEqual(self.workflow["permissions"], {"contents": "read"})
        checkout, check, upload = self.workflow["jobs"]["check"]["steps"]
        self.assertTrue(checkout["uses"].startswith("actions/checkout@v"))
        self.assertTrue(check["uses"].endswith("/ci/github@main"))
        required = {name for name, about in self.action["inputs"].items() if about.get("required")}
        self.assertLessEqual(required, set(check["with"]))
        self.assertLessEqual(set(check["with"]), set(self.action["inputs"]))
        self.assertTrue(upload["uses"].startswith("actions/upload-artifact@v"))
        self.assertEqual(upload["if"], "always()")
        self.assertEqual(upload["with"]["path"].rstrip("/"), self.action["inputs"]["reports"]["default"])


class GitLab(Service):
    template = load("gitlab/ipclab.gitlab-ci.yml")

    def check(self):
        self.assertEqual(self.template["ipclab"]["image"]["entrypoint"], [""], "else the script's shell is ipclab's argument")
        return self.run_step("\n".join(self.template["ipclab"]["script"]), self.template["variables"])

    def test_a_right_program_passes_and_every_artifact_is_made(self):
        self.submit(RIGHT)
        ran = self.check()
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        artifacts = self.template["ipclab"]["artifacts"]
        self.assertEqual(artifacts["when"], "always")
        for name in [*artifacts["paths"], *artifacts["reports"].values()]:
            self.assertTrue((self.folder / name).exists(), name)

    def test_a_wrong_program_fails_and_its_job_s_log_says_why(self):
        self.submit(WRONG)
        ran = self.check()
        self.assertEqual(ran.returncode, 1)
        self.assertIn("exit.status", ran.stdout)
        quality = json.loads((self.folder / "ipclab-code-quality.json").read_text())
        self.assertEqual(quality[0]["check_name"], "exit.status")


class Gradescope(Service):
    def results(self, source):
        self.submit(source, "submission")
        for name in ("source", "results"):
            (self.folder / name).mkdir(exist_ok=True)
        ran = self.run_step(str(ROOT / "ci/gradescope/run_autograder"), {"AUTOGRADER": str(self.folder)})
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        return json.loads((self.folder / "results/results.json").read_text())

    def test_the_score_and_a_test_a_scenario(self):
        results = self.results(WRONG)
        self.assertEqual(results["score"], 11)
        self.assertEqual(len(results["tests"]), 13)
        known = {"score", "max_score", "status", "name", "name_format", "output", "output_format", "visibility"}
        for test in results["tests"]:
            self.assertLessEqual(set(test), known)
            self.assertIn(test["status"], ("passed", "failed"))

    def test_an_exercise_of_one_s_own_comes_first(self):
        shutil.copytree(ROOT / "exercises/copy", self.folder / "source/exercise")
        self.assertEqual(self.results(ROOT / "reference/copy/copy.c")["score"], 18)

    def test_the_set_up_installs_the_package_that_was_uploaded(self):
        (self.folder / "source").mkdir()
        (self.folder / "source/ipclab_1_amd64.deb").touch()
        tools = self.folder / "tools"
        tools.mkdir()
        (tools / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {self.folder}/asked\n')
        (tools / "apt-get").chmod(0o755)
        ran = self.run_step(
            str(ROOT / "ci/gradescope/setup.sh"),
            {"AUTOGRADER": str(self.folder), "PATH": f"{tools}:{os.environ['PATH']}"},
        )
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertIn("source/ipclab_1_amd64.deb", (self.folder / "asked").read_text())


class Autolab(Service):
    def job(self, exercise, source, *more):
        made = self.run_step(f"cp {ROOT}/ci/autolab/Makefile . && make EXERCISE={ROOT}/exercises/{exercise} {' '.join(more)}")
        self.assertEqual(made.returncode, 0, made.stderr)
        with tarfile.open(self.folder / "autograde.tar") as tar:
            names = tar.getnames()
        self.assertIn("exercise/exercise.toml", names)
        self.assertFalse([name for name in names if name.startswith(("exercise/wrong", "exercise/right"))])
        with tarfile.open(self.folder / "handin.tar", "w") as tar:
            tar.add(source, arcname=source.name)
        job = self.folder / "job"
        job.mkdir()
        for name in ("autograde.tar", "autograde-Makefile", "handin.tar"):
            shutil.copy(self.folder / name, job)
        return self.run_step("make -C job -s -f autograde-Makefile")

    def test_the_last_line_holds_the_score(self):
        ran = self.job("pipeline", WRONG)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        lines = ran.stdout.splitlines()
        self.assertEqual(json.loads(lines[-1])["scores"], {"pipeline": 11})
        self.assertEqual(json.loads(lines[-2])["_presentation"], "semantic")

    def test_what_can_not_be_judged_has_no_score_and_fails_the_job(self):
        ran = self.job("pipeline", WRONG, "HANDIN=not-there.tar")
        self.assertNotEqual(ran.returncode, 0)
        self.assertNotIn("scores", ran.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)

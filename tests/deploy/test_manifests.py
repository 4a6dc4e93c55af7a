"""The Kubernetes manifests are what Kubernetes takes, run restricted, and stop as slowly as people need."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
import yaml
from linters import DEPLOY, is_satisfied, run

from bot.serving.web_server import SECONDS_TO_STOP

FOLDER = DEPLOY / "kubernetes"
APPLIED = ("example", "migrate")


@cache
def applied(name: str) -> tuple[dict[str, Any], ...]:
    """What `kubectl apply -k` would send to the cluster."""
    done = run("kubectl", "kustomize", FOLDER / name)
    assert is_satisfied(done)
    return tuple(yaml.safe_load_all(done.stdout))


def everything() -> list[dict[str, Any]]:
    """All objects of both folders."""
    return [one for name in APPLIED for one in applied(name)]


def named(kind: str, name: str) -> dict[str, Any]:
    """One object."""
    (found,) = [one for one in everything() if (one["kind"], one["metadata"]["name"]) == (kind, name)]
    return found


def pods() -> dict[str, dict[str, Any]]:
    """The pods of everything that makes some."""
    found = {}
    for one in everything():
        spec = one.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if template:
            found[one["metadata"]["name"]] = template["spec"]
    return found


def settings() -> dict[str, str]:
    """What is no secret."""
    return named("ConfigMap", "localoffer-settings")["data"]


@pytest.mark.parametrize("name", APPLIED)
def test_kubernetes_takes_them(name: str, tmp_path) -> None:
    """Every field is known to its kind, and none is left out that it needs."""
    path = tmp_path / "all.yaml"
    path.write_text(yaml.safe_dump_all(applied(name)))
    assert is_satisfied(run("kubernetes-validate", "--strict", path))


def test_a_field_that_is_not_known_is_found(tmp_path) -> None:
    """So that the check above is one."""
    path = tmp_path / "all.yaml"
    path.write_text(yaml.safe_dump({**named("Service", "localoffer-app"), "spce": {}}))
    assert run("kubernetes-validate", "--strict", path).returncode != 0


def test_the_pods_are_those_that_are_meant() -> None:
    """So that none of the tests below passes by finding nothing."""
    assert sorted(pods()) == [
        "localoffer-app",
        "localoffer-backup",
        "localoffer-migrate",
        "localoffer-worker",
    ]


def test_the_namespace_refuses_what_is_not_restricted() -> None:
    """The cluster itself sees to it."""
    labels = named("Namespace", "localoffer")["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


@pytest.mark.parametrize("name", ["app", "worker", "backup", "migrate"])
def test_a_pod_is_restricted(name: str) -> None:
    """Not root, no privileges to gain, nothing to write but its own folders, no key to the cluster, and bounded."""
    pod = pods()[f"localoffer-{name}"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }
    assert {"cpu", "memory"} <= set(container["resources"]["requests"])
    assert "memory" in container["resources"]["limits"]
    assert all("hostPath" not in volume for volume in pod["volumes"])


def test_every_image_has_a_version() -> None:
    """What runs tomorrow is what runs today."""
    images = {pod["containers"][0]["image"] for pod in pods().values()}
    assert len(images) == 1
    assert re.fullmatch(r".+:\d{4}-\d\d-\d\d", images.pop())


def test_no_secret_is_in_a_manifest() -> None:
    """They are named, and the server is given neither the owner's nor the backup's."""
    assert [one for one in everything() if one["kind"] == "Secret"] == []
    assert [
        name for name in settings() if re.search(r"KEY|SECRET|PASSWORD|DATABASE_URL|MIGRATION", name)
    ] == []
    given = {
        name: [each["secretRef"]["name"] for each in pod["containers"][0]["envFrom"] if "secretRef" in each]
        for name, pod in pods().items()
    }
    assert given == {
        "localoffer-app": ["localoffer-app"],
        "localoffer-worker": ["localoffer-app"],
        "localoffer-backup": ["localoffer-app", "localoffer-backup"],
        "localoffer-migrate": ["localoffer-app", "localoffer-migrate"],
    }


def test_a_pod_that_stops_has_time_to_answer() -> None:
    """For the network to hear of it, for the server to let go, and for what is being answered."""
    pod = pods()["localoffer-app"]
    (_, wait) = pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"]
    drain = float(settings()["LOCALOFFER_DRAIN_SECONDS"])
    assert pod["terminationGracePeriodSeconds"] > int(wait) + drain + SECONDS_TO_STOP


def test_a_new_version_takes_nobody_away() -> None:
    """The next pod is ready before one goes, and a machine that is emptied takes one at a time."""
    deployment = named("Deployment", "localoffer-app")["spec"]
    assert deployment["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert deployment["replicas"] >= 2
    budget = named("PodDisruptionBudget", "localoffer-app")["spec"]
    assert budget["maxUnavailable"] == 1
    assert budget["selector"] == deployment["selector"]


def test_a_pod_that_is_only_not_ready_is_not_killed() -> None:
    """A database that is away makes no server start anew: urgent replies need none."""
    (container,) = pods()["localoffer-app"]["containers"]
    paths = {
        name: container[name]["httpGet"]["path"]
        for name in ("startupProbe", "livenessProbe", "readinessProbe")
    }
    assert paths == {
        "startupProbe": "/health/live",
        "livenessProbe": "/health/live",
        "readinessProbe": "/health/ready",
    }


def test_nothing_goes_in_or_out_unless_it_is_named() -> None:
    """People reach the page, Prometheus the figures, and nothing here reaches the cloud's own address."""
    assert named("NetworkPolicy", "nothing")["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }
    ways = named("NetworkPolicy", "people-and-figures")["spec"]["ingress"]
    ports = [port["port"] for way in ways for port in way["ports"]]
    assert ports == [5005, int(settings()["LOCALOFFER_METRICS_PORT"])]
    assert all("from" in way for way in ways)
    (out,) = named("NetworkPolicy", "providers")["spec"]["egress"]
    assert "169.254.0.0/16" in out["to"][0]["ipBlock"]["except"]


def test_outside_reaches_neither_figures_nor_how_the_parts_are() -> None:
    """Only whether anybody is there."""
    (rule,) = named("Ingress", "localoffer")["spec"]["rules"]
    ways = {way["path"]: way["backend"]["service"]["name"] for way in rule["http"]["paths"]}
    assert ways == {"/": "localoffer-app", "/health": "localoffer-nobody", "/health/live": "localoffer-app"}
    assert "selector" not in named("Service", "localoffer-nobody")["spec"]
    assert [port["port"] for port in named("Service", "localoffer-app")["spec"]["ports"]] == [80]

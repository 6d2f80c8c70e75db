"""nginx as Elastic Beanstalk's Python platform on Amazon Linux 2023 sets it up, on this machine and a port of its own.

The platform's own files are not to be had without an instance: here stands what is known to be in them, and what
others do is refused here as it is there.
"""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.deployment.bundle import PORT

LOAD_BALANCER = "127.0.0.2"
"""The address that stands for a load balancer's in the VPC."""
SERVER = "conf.d/elasticbeanstalk"
"""Where files lie that are read in the server block."""
_PRIVATE = "10.0.0.0/8"
_STAGING = "/var/proxy/staging/nginx"
_PATIENCE = 10.0  # seconds

_FILES = {
    "nginx.conf": """
{user}
worker_processes auto;
error_log {logs}/error.log warn;
pid {logs}/nginx.pid;
events {{
    worker_connections 1024;
}}
http {{
    server_tokens off;
    default_type application/octet-stream;
    log_format main '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                    '"$http_referer" "$http_user_agent" "$http_x_forwarded_for"';
    client_body_temp_path {logs}/body;
    proxy_temp_path {logs}/proxy;
    fastcgi_temp_path {logs}/fastcgi;
    uwsgi_temp_path {logs}/uwsgi;
    scgi_temp_path {logs}/scgi;
    include conf.d/*.conf;
    map $http_upgrade $connection_upgrade {{
        default "upgrade";
    }}
    server {{
        listen 127.0.0.1:{port} default_server;
        access_log {logs}/access.log main;
        client_header_timeout 60;
        client_body_timeout 60;
        keepalive_timeout 60;
        gzip off;
        gzip_comp_level 4;
        gzip_types text/plain text/css application/json application/javascript text/xml text/javascript;
        include conf.d/elasticbeanstalk/*.conf;
    }}
}}
""",
    "conf.d/healthd_logformat.conf": """
log_format healthd '$msec"$uri"$status"$request_time"$upstream_response_time"$http_x_forwarded_for';
""",
    f"{SERVER}/healthd.conf": """
if ($time_iso8601 ~ "^(\\d{{4}})-(\\d{{2}})-(\\d{{2}})T(\\d{{2}})") {{
    set $year $1;
    set $month $2;
    set $day $3;
    set $hour $4;
}}
access_log {logs}/healthd.$year-$month-$day-$hour healthd;
""",
    f"{SERVER}/00_application.conf": """
location / {{
    proxy_pass http://127.0.0.1:8000;
    proxy_http_version 1.1;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Host $host;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
}}
""",
    f"{SERVER}/01_static.conf": """
location /static {{
    alias {bundle}/static;
    access_log off;
}}
""",
}


def program() -> str:
    """nginx; without it the test is skipped."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not found:
        pytest.skip("nginx is missing: apt-get install nginx-light")
    return found


def stage(
    bundle: Path, folder: Path, *, port: int, app_port: int, hooks: str = "hooks", environment: Mapping[str, str]
) -> Path:
    """Lays out /etc/nginx in a new folder, as a deployment of the bundle does; nginx's configuration.

    Nothing of the bundle's files is changed but what an instance has and this machine has not: its folders, the
    application's port, and a load balancer in the VPC. ``hooks`` are those of a deployment, or ``confighooks``.
    """
    etc, logs, platform = folder / "etc", folder / "logs", folder / "bundle" / ".platform"
    logs.mkdir(parents=True)
    (etc / "html").mkdir(parents=True)  # nginx writes to a log whose name has variables only where its root is there
    user = "" if os.getuid() else f"user {pwd.getpwuid(0).pw_name};"  # others cannot choose whom it runs as
    for name, text in _FILES.items():
        (etc / name).parent.mkdir(parents=True, exist_ok=True)
        (etc / name).write_text(text.format(user=user, logs=logs, port=port, bundle=bundle))
    shutil.copytree(bundle / ".platform", platform)
    changed = {_STAGING: str(etc), f"127.0.0.1:{PORT}": f"127.0.0.1:{app_port}", _PRIVATE: f"{LOAD_BALANCER}/32"}
    for file in (*filter(Path.is_file, platform.rglob("*")), *filter(Path.is_file, etc.rglob("*"))):
        text = file.read_text()
        for there, here in changed.items():
            text = text.replace(there, here)
        file.write_text(text)
    shutil.copytree(platform / "nginx", etc, dirs_exist_ok=True)
    for hook in sorted((platform / hooks / "predeploy").iterdir()):
        subprocess.run([hook], cwd=platform.parent, env={"PATH": os.environ["PATH"], **environment}, check=True)
    return etc / "nginx.conf"


@contextmanager
def running(conf: Path, port: int) -> Iterator[None]:
    """nginx at work, which has found nothing wrong with its configuration."""
    words = [program(), "-p", str(conf.parent), "-c", str(conf), "-e", str(conf.parent.parent / "logs" / "error.log")]
    tested = subprocess.run([*words, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0 and "[warn]" not in tested.stderr, tested.stderr
    with subprocess.Popen([*words, "-g", "daemon off;"], stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait(port, process)
            yield
        finally:
            process.terminate()


def _wait(port: int, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, "nginx did not start"
            time.sleep(0.02)

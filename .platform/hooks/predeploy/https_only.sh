#!/usr/bin/env bash
# With HTTPS_ONLY=true, whoever came to the load balancer by http is sent to https. Its health checks come by http too,
# but from itself: without X-Forwarded-Proto.
set -euo pipefail

conf=/var/proxy/staging/nginx/conf.d/elasticbeanstalk/https_only.conf
rm -f "$conf"
if [ "${HTTPS_ONLY:-}" = true ]; then
    cat > "$conf" <<'NGINX'
if ($http_x_forwarded_proto = http) {
    return 301 https://$host$request_uri;
}
NGINX
fi

"""What AWS asks for, in US dollars: list prices of us-east-1 on demand, without tax and without anything free.

They are from memory and cannot be looked up from here. Correct what changed, and the date.
"""

AS_OF = "2025"
WHERE = "https://calculator.aws"

INSTANCES = {"t3.micro": 0.0104, "t3.small": 0.0208, "t3.medium": 0.0416}
"""Linux instances, an hour."""

DISK = 0.08  # gp3, a GB and month
ADDRESS = 0.005  # a public IPv4 address, an hour
BALANCER = 0.0225 + 0.008  # an application load balancer with one capacity unit, an hour
S3_STORAGE = 0.023  # a GB and month
S3_WRITE = 0.005 / 1000  # PUT, LIST
S3_READ = 0.0004 / 1000  # GET, HEAD
LAMBDA_CALL = 0.20 / 1e6
LAMBDA_TIME = 0.0000166667  # a GB-second, x86_64; a fifth less on arm64
ROW_WRITE = 0.625 / 1e6  # a write unit
ROW_READ = 0.125 / 1e6  # a read unit
ROW_STORAGE = 0.25  # a GB and month
ROW_BACKUP = 0.20  # point-in-time recovery, a GB and month
API_CALL = 3.50 / 1e6  # a REST API's
STATE = 0.025 / 1000  # a state transition
ALARM = 0.10  # a month
DASHBOARD = 3.00  # a month
METRIC = 0.30  # a month
METRIC_CALL = 0.01 / 1000
LOG = 0.50  # a GB taken in
LOG_STORAGE = 0.03  # a GB and month
SECRET = 0.40  # a month
MAIL = 2.00 / 100_000
TRAFFIC = 0.09  # a GB to the internet

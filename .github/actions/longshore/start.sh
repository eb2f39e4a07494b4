#!/usr/bin/env bash
# Starts the server with the inputs of action.yml (INPUT_*), waits until it is ready, and writes the variables of later
# steps to $GITHUB_ENV and the outputs to $GITHUB_OUTPUT.
set -euo pipefail

fail() {
  echo "::error title=Longshore::$1"
  [ ! -f "${log:-}" ] || tail -n 50 "$log"
  exit 1
}

[ -f "$INPUT_JAR" ] || fail "There is no file $INPUT_JAR. Set the input jar to the path of longshore.jar."
[[ $INPUT_ACCOUNT =~ ^[0-9]{12}$ ]] || fail "The input account has 12 digits; '$INPUT_ACCOUNT' has not."
[[ $INPUT_TIMEOUT =~ ^[0-9]+$ ]] || fail "The input timeout is a number of seconds, not '$INPUT_TIMEOUT'."

folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/longshore-XXXXXX")
log=$folder/longshore.log
ready=$folder/ready
arguments=(serve --port "$INPUT_PORT" --data "${INPUT_DATA:-$folder/data}" --set management.port=0 --set console.port=0 --ready "$ready")
[ -z "$INPUT_CONFIG" ] || arguments=(--config "$INPUT_CONFIG" "${arguments[@]}")
while IFS= read -r setting; do
  [ -z "$setting" ] || arguments+=(--set "$setting")
done <<< "$INPUT_SETTINGS"

nohup java -jar "$INPUT_JAR" "${arguments[@]}" > "$log" 2>&1 < /dev/null &
pid=$!
for ((i = 0; i < INPUT_TIMEOUT * 5; i++)); do
  [ ! -s "$ready" ] || break
  kill -0 "$pid" 2> /dev/null || fail "The server ended before it was ready. Its last lines:"
  sleep 0.2
done
[ -s "$ready" ] || { kill "$pid"; fail "The server was not ready after $INPUT_TIMEOUT s. Its last lines:"; }

endpoint=$(sed -n 1p "$ready")
{
  echo "AWS_ENDPOINT_URL=$endpoint"
  echo "AWS_ACCESS_KEY_ID=$INPUT_ACCOUNT"
  echo "AWS_SECRET_ACCESS_KEY=test"
  echo "AWS_REGION=$INPUT_REGION"
  echo "AWS_DEFAULT_REGION=$INPUT_REGION"
} >> "$GITHUB_ENV"
{
  echo "endpoint=$endpoint"
  echo "log=$log"
  echo "pid=$pid"
} >> "$GITHUB_OUTPUT"
echo "Longshore is ready at $endpoint (process $pid, log $log)."

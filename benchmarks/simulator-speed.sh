#!/usr/bin/env bash
# Times the simulator on one core and prints requests per processor second beside those of other simulators, measured on the
# same kind of machine (AMD EPYC, 2 cores). Traces of 10,000 requests are repeated at other paces to outlast the start.
# Usage: benchmarks/simulator-speed.sh FOLDER_WITH_TRACES
set -euo pipefail
cd "$(dirname "$0")/.."
traces=${1:?folder with conv_8b_10000.csv, AzureLLMInferenceTrace_conv.csv and mooncake_conversation.jsonl}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish -c Release src/InferenceModel.Cli -r linux-x64 --no-self-contained -p:PublishReadyToRun=true -o "$out" >/dev/null

measure() {
  local name=$1
  shift
  local best=0
  for _ in 1 2 3; do
    local rate
    rate=$(taskset -c 0 "$out/infermodel" simulate --json --quiet "$@" | awk -F'[:,]' '/"requests_per_cpu_s"/ {print int($2)}')
    ((rate > best)) && best=$rate
  done
  printf '%-66s %12d requests/s\n' "$name" "$best"
}

measure "decode-dominated, 8B on H100, 3,000,000 of 64/256 at 60/s" --poisson 60 --isl 64 --osl 256 --count 3000000 --model llama-3.1-8b --system hgx_h100
measure "Azure conversations, 8B on H100, chunked prefill" --trace "$traces/AzureLLMInferenceTrace_conv.csv" --repeat 20 --model llama-3.1-8b --system hgx_h100
measure "conv_8b_10000, 8B on A100" --trace "$traces/conv_8b_10000.csv" --repeat 20 --model llama-3.1-8b --system hgx_a100
measure "Mooncake conversations, prefix cache, 8B on 4 H200" --trace "$traces/mooncake_conversation.jsonl" --repeat 20 --model llama-3.1-8b --system hgx_h200 --replicas 4
cat <<'PEERS'

others, conv_8b_10000, 8B on A100 TP1, requests per processor second (start-up not counted); TTFT / TPOT / E2E mean, ms
  Vidur 7d47513, vllm                232      99.4 / 19.76 / 4671
  Vidur 7d47513, sarathi             238     112.9 / 17.31 / 4109
  BLIS f90a1e3, trained-physics      165      57.6 / 12.69 / 2975
  BLIS f90a1e3, roofline             133     114.8 /  8.03 / 1943
  splitwise-sim 8f99e7d, 70B TP8   1,200     102.6 / 32.85 / 7623
PEERS
"$out/infermodel" simulate --json --quiet --trace "$traces/conv_8b_10000.csv" --model llama-3.1-8b --system hgx_a100 |
  awk -F'[:,]' '/"(ttft|tpot|e2e)_ms"/ {name=$1} /"mean"/ && name {gsub(/[ "]/, "", name); printf "  InferenceModel mean %s %s\n", name, $2; name=""}'

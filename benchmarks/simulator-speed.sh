#!/usr/bin/env bash
# Times the simulator and prints requests per processor second (all threads, compiling included) beside those of other simulators, measured on
# the same kind of machine (AMD EPYC, 2 cores). Runs are repeated to outlast the start; the best of three stands.
# Usage: benchmarks/simulator-speed.sh FOLDER_WITH_TRACES [FOLDER_OF_A_PUBLISHED_PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/.."
traces=${1:?folder with conv_8b_10000.csv, AzureLLMInferenceTrace_conv.csv and mooncake_conversation.jsonl}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
out=${2:-$scratch}
[ -x "$out/infermodel" ] || dotnet publish -c Release src/InferenceModel.Cli -r linux-x64 --no-self-contained -p:PublishReadyToRun=true -o "$out" >/dev/null

simulate() { "$out/infermodel" simulate --json --quiet "$@"; }
number() { awk -F'[:,]' -v name="\"$1\"" '$1 ~ name && !seen++ {print $2 + 0}'; }

measure() {
  local name=$1
  shift
  local best=0
  for _ in 1 2 3; do
    local rate
    rate=$(taskset -c 0 "$out/infermodel" simulate --json --quiet "$@" | number requests_per_cpu_s)
    rate=${rate%.*}
    ((rate > best)) && best=$rate
  done
  printf '%-72s %10d requests/s\n' "$name" "$best"
}

small=(--model llama-3.1-8b --system hgx_h100)
echo "one core:"
measure "decode-dominated, 8B on H100, 10,000,000 of 64/256 at 60/s" --poisson 60 --isl 64 --osl 256 --count 10000000 "${small[@]}"
measure "the same at 110/s" --poisson 110 --isl 64 --osl 256 --count 10000000 "${small[@]}"
measure "the same at 10/s" --poisson 10 --isl 64 --osl 256 --count 3000000 "${small[@]}"
measure "Azure conversations, 8B on H100, chunked prefill, prefix cache off" --trace "$traces/AzureLLMInferenceTrace_conv.csv" --repeat 100 --no-prefix-cache "${small[@]}"
measure "conv_8b_10000, 8B on A100" --trace "$traces/conv_8b_10000.csv" --repeat 200 --model llama-3.1-8b --system hgx_a100
measure "Mooncake conversations, prefix cache, 8B on 4 H200" --trace "$traces/mooncake_conversation.jsonl" --repeat 40 --model llama-3.1-8b --system hgx_h200 --replicas 4

echo
echo "a stream of 10,000,000 requests:"
if [ -x /usr/bin/time ]; then
  /usr/bin/time -f '  %M KiB resident at most' "$out/infermodel" simulate --json --quiet --poisson 60 --isl 64 --osl 256 --count 10000000 "${small[@]}" 2>&1 >/dev/null | tail -1
else
  simulate --poisson 60 --isl 64 --osl 256 --count 10000000 "${small[@]}" >/dev/null &
  most=0
  while size=$(awk '/VmHWM/ {print $2}' "/proc/$!/status" 2>/dev/null) && [ -n "$size" ]; do
    most=$size
    sleep 0.2
  done
  wait
  echo "  $most KiB resident at most"
fi

echo
echo "independent runs, 3,000,000 requests each (wall seconds):"
one() { taskset -c "$1" "$out/infermodel" simulate --json --quiet --poisson 60 --isl 64 --osl 256 --count 3000000 --seed "$2" "${small[@]}" >/dev/null; }
start=$(date +%s.%N); one 0 1; middle=$(date +%s.%N); one 0 1 & one 1 2 & wait; end=$(date +%s.%N)
awk -v a="$start" -v b="$middle" -v c="$end" 'BEGIN {printf "  one on one core %.2f, two on two cores %.2f: %.2f times the requests per second\n", b - a, c - b, 2 * (b - a) / (c - b)}'

# Where other programs take turns on the cores, wall seconds say more of them than of us: the same by processor time.
rate_of() { taskset -c "$1" "$out/infermodel" simulate --json --quiet --poisson 60 --isl 64 --osl 256 --count 2000000 --seed "$2" "${small[@]}" | number requests_per_cpu_s; }
echo "independent runs, 2,000,000 requests each (requests per processor second):"
for _ in 1 2; do
  alone=$(rate_of 0 1)
  rate_of 0 1 >"$scratch/first" &
  rate_of 1 2 >"$scratch/second" &
  wait
  awk -v a="$alone" -v b="$(cat "$scratch/first")" -v c="$(cat "$scratch/second")" 'BEGIN {printf "  one %.0f, two at once %.0f + %.0f: %.2f times\n", a, b, c, (b + c) / a}'
done

cat <<'PEERS'

conv_8b_10000, 8B on A100 TP1: requests per processor second (start-up not counted); TTFT / TPOT / end to end, mean, ms
  Vidur 7d47513, vllm                   232      99.4 / 19.76 / 4671
  Vidur 7d47513, sarathi                238     112.9 / 17.31 / 4109
  BLIS f90a1e3, trained-physics         165      57.6 / 12.69 / 2975
  BLIS f90a1e3, roofline                133     114.8 /  8.03 / 1943
  splitwise-sim 8f99e7d, 70B TP8      1,200     102.6 / 32.85 / 7623
PEERS
simulate --trace "$traces/conv_8b_10000.csv" --model llama-3.1-8b --system hgx_a100 >"$scratch/ours.json"
rate=$(number requests_per_cpu_s <"$scratch/ours.json")
mean() { awk -F'[:,]' -v name="\"$1\"" '$1 ~ name {found = 1} found && /"mean"/ && !seen++ {print $2 + 0}' "$scratch/ours.json"; }
printf '  %-34s %8d     %6.1f / %5.2f / %4.0f\n' "InferenceModel, the trace once" "${rate%.*}" "$(mean ttft_ms)" "$(mean tpot_ms)" "$(mean e2e_ms)"

#!/usr/bin/env bash
# Publishes the program as native code (needs a C linker) and times cold runs of the quickstart; prints each and the median, in seconds.
# With "r2r" as argument it publishes for the installed runtime instead.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# Libraries beside ours (Parquet.Net, CsvHelper) warn of reflection that the program does not use on its way.
form=(-p:PublishAot=true -p:TreatWarningsAsErrors=false)
[ "${1:-native}" = r2r ] && form=(--no-self-contained -p:PublishReadyToRun=true)
dotnet publish -c Release src/InferenceModel.Cli -r linux-x64 "${form[@]}" -o "$out" >/dev/null
for i in 1 2 3 4 5 6 7 8 9; do
  start=$(date +%s.%N)
  "$out/infermodel" run scenarios/quickstart.csv --quiet >/dev/null
  end=$(date +%s.%N)
  echo "$end $start" | awk '{printf "%.3f\n", $1 - $2}'
done | tee "$out/times"
sort -n "$out/times" | awk '{t[NR]=$1} END {print "median", t[int((NR+1)/2)]}'

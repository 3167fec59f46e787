#!/bin/sh
# The same door as build.ps1, for a machine with a POSIX shell and the .NET SDK only.
#   ./build.sh [build|test|soak|demo [folder]|help|pack|clean]
# With PowerShell 7.4 or newer, on PATH or as the dotnet tool of .config/dotnet-tools.json, it hands over to build.ps1.
# Without, it builds, runs every suite that needs no PowerShell, and shows the round trip in C#.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
task=${1:-build}
[ $# -gt 0 ] && shift
export POWERSHELL_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET SDK 10 is needed, and 'dotnet' is not on PATH. See https://dotnet.microsoft.com/download." >&2
    exit 1
fi

starts_powershell() {
    "$@" -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [version]"7.4")' >/dev/null 2>&1
}

if command -v pwsh >/dev/null 2>&1 && starts_powershell pwsh; then
    exec pwsh -NoProfile -NonInteractive -File "$root/build.ps1" "$task" "$@"
fi

echo "== PowerShell 7.4 or newer is not on PATH: fetching it as a local dotnet tool"
if (cd "$root" && dotnet tool restore >/dev/null 2>&1 && starts_powershell dotnet tool run pwsh --); then
    case ${1:-} in '' | /*) ;; *) set -- "$(pwd)/$1" ;; esac
    cd "$root"
    exec dotnet tool run pwsh -- -NoProfile -NonInteractive -File "$root/build.ps1" "$task" "$@"
fi

missing="PowerShell 7.4 or newer is not on PATH and could not be fetched as a dotnet tool"
build() {
    echo "== Building"
    dotnet build "$root/GlacierPS.sln" --configuration Release --nologo --verbosity quiet
}

case $task in
[Bb]uild)
    build
    echo "== NOT DONE: the module was compiled but not staged under output/, since $missing."
    ;;
[Tt]est)
    build
    echo "== Tests of Core, Aws and Local"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    status=0
    dotnet test "$root/GlacierPS.sln" --configuration Release --no-build --nologo >"$log" 2>&1 || status=$?
    cat "$log"
    echo "== NOT RUN: every test of the cmdlets (tests/Pester), since $missing."
    awk -v status="$status" '
        /Failed: *[0-9]+, Passed: *[0-9]+, Skipped: *[0-9]+, Total:/ {
            sub(/^.*Failed:/, "", $0)
            split($0, n, /[^0-9]+/)
            failed += n[2]; passed += n[3]; skipped += n[4]
        }
        END {
            if (status != 0 && failed == 0) failed = 1
            printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
            exit failed > 0 || passed == 0
        }' "$log"
    ;;
[Dd]emo)
    build
    echo "== NOT SHOWN: the cmdlets, since $missing. The same round trip runs in C# instead."
    dotnet run --project "$root/docs/examples/RoundTrip" --configuration Release --no-build -- "$root/output/demo" "$@"
    ;;
[Cc]lean)
    rm -rf "$root/output"
    find "$root/src" "$root/tests" "$root/docs" -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
    ;;
[Ss]oak | [Hh]elp | [Pp]ack)
    echo "'$task' needs PowerShell, but $missing." >&2
    exit 1
    ;;
*)
    echo "Unknown task '$task'. Use: build, test, soak, demo [folder], help, pack or clean." >&2
    exit 2
    ;;
esac

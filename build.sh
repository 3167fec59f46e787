#!/bin/sh
# The same door as build.ps1, for a machine with a POSIX shell and the .NET SDK only.
#   ./build.sh [build|test|soak|demo [folder]|bench [server|transfer options]|help|pack|clean]
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
    case $task:${1:-} in [Bb]ench:* | *: | *:/*) ;; *) set -- "$(pwd)/$1" ;; esac
    cd "$root"
    exec dotnet tool run pwsh -- -NoProfile -NonInteractive -File "$root/build.ps1" "$task" "$@"
fi

count() {
    # The last line that build.ps1 prints too, from the output of dotnet test in $log.
    awk -v status="$1" '
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
}

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
    count "$status"
    ;;
[Dd]emo)
    build
    echo "== NOT SHOWN: the cmdlets, since $missing. The same round trip runs in C# instead."
    dotnet run --project "$root/docs/examples/RoundTrip" --configuration Release --no-build -- "$root/output/demo" "$@"
    ;;
[Ss]oak)
    build
    echo "== Killing the local service 100 times under load, uploads 100 times and downloads 100 times on their way"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    status=0
    GLACIERPS_CRASH_ROUNDS=100 dotnet test "$root/tests/GlacierPS.Local.Tests" --configuration Release --no-build --nologo \
        --filter 'FullyQualifiedName~Tests.Crash|FullyQualifiedName~TransferCrash' >"$log" 2>&1 || status=$?
    cat "$log"
    echo "== NOT RUN: the soak of the cmdlets (tests/Pester), since $missing."
    count "$status"
    ;;
[Bb]ench)
    build
    [ $# -gt 0 ] || set -- server
    case " $* " in *" --write "*) ;; *) set -- "$@" --write "$root/docs/BENCHMARKS.md" ;; esac
    dotnet run --project "$root/tests/GlacierPS.Benchmarks" --configuration Release --no-build -- "$@"
    ;;
[Cc]lean)
    rm -rf "$root/output"
    find "$root/src" "$root/tests" "$root/docs" "$root/.ci" -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
    ;;
[Hh]elp | [Pp]ack)
    echo "'$task' needs PowerShell, but $missing." >&2
    exit 1
    ;;
*)
    echo "Unknown task '$task'. Use: build, test, soak, demo [folder], bench [server|transfer options], help, pack or clean." >&2
    exit 2
    ;;
esac

#!/bin/sh
# build.ps1 for a machine with a POSIX shell and the .NET SDK only.
#   ./build.sh [build | test [NAME] | demo [FOLDER] | install [-Scope AllUsers] | soak | bench [server|transfer OPTIONS] |
#              windows | help | pack | clean] [--without-powershell]
# It finds PowerShell 7.4 or newer, on PATH or as the dotnet tool of .config/dotnet-tools.json, and hands over to build.ps1.
# Where that cannot be had, build, test and soak fail and say so, unless --without-powershell asks for what can be done
# without; demo shows the round trip in C#.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
export POWERSHELL_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

without=no
task=
count=$#
while [ "$count" -gt 0 ]; do
    word=$1
    shift
    count=$((count - 1))
    case $word in
    --without-powershell) without=yes ;;
    --scope) set -- "$@" -Scope ;;
    *) if [ -z "$task" ]; then task=$word; else set -- "$@" "$word"; fi ;;
    esac
done
task=$(printf %s "${task:-build}" | tr '[:upper:]' '[:lower:]')

if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET SDK 10 is needed, and 'dotnet' is not on PATH. See https://dotnet.microsoft.com/download." >&2
    exit 1
fi

is_new_enough() {
    "$@" -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [version]"7.4")' >/dev/null 2>&1
}

why="--without-powershell was given"
if [ "$without" = no ]; then
    if command -v pwsh >/dev/null 2>&1 && is_new_enough pwsh; then
        exec pwsh -NoProfile -NonInteractive -File "$root/build.ps1" "$task" "$@"
    fi

    echo "== PowerShell 7.4 or newer is not on PATH: fetching it as a local dotnet tool"
    log=$(mktemp)
    (cd "$root" && dotnet tool restore >"$log" 2>&1) || true
    # Another tool of the manifest that cannot be had is no reason to go without PowerShell.
    if (cd "$root" && is_new_enough dotnet tool run pwsh --); then
        rm -f "$log"
        # A tool is found from the folder of its manifest only, so a folder that is named from elsewhere is made absolute.
        case $task:${1:-} in demo: | demo:/*) ;; demo:*) set -- "$(pwd)/$1" ;; esac
        cd "$root"
        exec dotnet tool run pwsh -- -NoProfile -NonInteractive -File "$root/build.ps1" "$task" "$@"
    fi
    cat "$log" >&2
    rm -f "$log"
    why="PowerShell 7.4 or newer is not on PATH, and the dotnet tool that .config/dotnet-tools.json names could not be fetched"
    case $task in
    build | test | soak | install | windows | help | pack)
        echo "'$task' needs PowerShell 7.4 or newer, which is not on PATH and could not be fetched as a dotnet tool." >&2
        echo "Put 'pwsh' on PATH, or let 'dotnet tool restore' reach a NuGet feed that has the version named in" >&2
        echo ".config/dotnet-tools.json. For what can be done without PowerShell: ./build.sh $task --without-powershell" >&2
        exit 1
        ;;
    esac
fi

build() {
    echo "== Building"
    dotnet build "$root/GlacierPS.sln" --configuration Release --nologo --verbosity quiet
}

run_tests() {
    # Runs dotnet test with the given arguments, and ends with the line that build.ps1 ends with.
    log=$(mktemp)
    status=0
    dotnet test --configuration Release --no-build --nologo "$@" >"$log" 2>&1 || status=$?
    cat "$log"
    echo "== NOT RUN: every test of the cmdlets (tests/Pester), the check of the form of the C# files: $why."
    awk -v status="$status" '
        /Failed: *[0-9]+, Passed: *[0-9]+, Skipped: *[0-9]+, Total:/ {
            sub(/^.*Failed:/, "", $0)
            split($0, n, /[^0-9]+/)
            failed += n[2]; passed += n[3]; skipped += n[4]
        }
        END {
            if (status != 0 && failed == 0) failed = 1
            printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
            exit failed > 0 || passed + skipped == 0
        }' "$log" || { rm -f "$log"; exit 1; }
    rm -f "$log"
}

case $task in
build)
    build
    echo "== NOT DONE: the module was compiled but not staged under output/: $why."
    ;;
test)
    if [ $# -gt 0 ]; then
        build
        run_tests "$root/GlacierPS.sln" --filter "FullyQualifiedName~.$1."
        exit
    fi
    build
    echo "== Tests of Core, Aws and Local"
    run_tests "$root/GlacierPS.sln"
    ;;
demo)
    build
    echo "== NOT SHOWN: the cmdlets. $why. The same round trip runs in C# instead."
    dotnet run --project "$root/docs/examples/RoundTrip" --configuration Release --no-build -- "$root/output/demo" "$@"
    ;;
soak)
    build
    # The same sizes as build.ps1's, which says what they are.
    export GLACIERPS_CRASH_ROUNDS="${GLACIERPS_CRASH_ROUNDS:-100}" GLACIERPS_FAULT_ROUNDS="${GLACIERPS_FAULT_ROUNDS:-300}"
    export GLACIERPS_FUZZ_RUNS="${GLACIERPS_FUZZ_RUNS:-1000}" GLACIERPS_FLEET_SEEDS="${GLACIERPS_FLEET_SEEDS:-1000}"
    export GLACIERPS_FLEET_ARCHIVES="${GLACIERPS_FLEET_ARCHIVES:-10000}" GLACIERPS_FLEET_KILLS="${GLACIERPS_FLEET_KILLS:-10}"
    export GLACIERPS_COPY_KILLS="${GLACIERPS_COPY_KILLS:-100}" GLACIERPS_BUNDLED_ARCHIVES="${GLACIERPS_BUNDLED_ARCHIVES:-10000}"
    echo "== How much faster several processes are than one"
    run_tests "$root/tests/GlacierPS.Local.Tests" --filter 'FullyQualifiedName~FleetSpeedTests' -- xUnit.Explicit=on
    echo "== A proxy that lies"
    run_tests "$root/tests/GlacierPS.Local.Tests" --filter 'FullyQualifiedName~FuzzingTests' -- xUnit.Explicit=on
    echo "== Kills of the service, of transfers, and of processes that share a vault; faults"
    run_tests "$root/tests/GlacierPS.Local.Tests" --filter '(FullyQualifiedName~Tests.Crash|FullyQualifiedName~TransferCrash|FullyQualifiedName~RandomFault|FullyQualifiedName~FailingDisk)&FullyQualifiedName!~FleetSpeedTests' -- xUnit.Explicit=on
    echo "== Kills of copies, bundles, and simulated fleets"
    run_tests "$root/tests/GlacierPS.Core.Tests" --filter 'FullyQualifiedName~CopyKillTests|FullyQualifiedName~CopyBundlesTests|FullyQualifiedName~FleetSimulation' -- xUnit.Explicit=on
    ;;
bench)
    build
    [ $# -gt 0 ] || set -- server
    case " $* " in *" --write "*) ;; *) set -- "$@" --write "$root/docs/BENCHMARKS.md" ;; esac
    dotnet run --project "$root/tests/GlacierPS.Benchmarks" --configuration Release --no-build -- "$@"
    ;;
clean)
    rm -rf "$root/output"
    find "$root/src" "$root/tests" "$root/docs" "$root/.ci" -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
    ;;
help | pack | install | windows)
    echo "'$task' needs PowerShell: $why." >&2
    exit 1
    ;;
*)
    echo "Unknown task '$task'. Use: build, test [NAME], demo [FOLDER], install, soak, bench [server|transfer OPTIONS], windows, help, pack or clean." >&2
    exit 2
    ;;
esac

using System.IO.MemoryMappedFiles;

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>
/// A library that is loaded before the C library (LD_PRELOAD) and lets its calls fail for files below a folder, when
/// and as a test says by a file that both have in memory.
/// </summary>
internal sealed class FailingDisk : IDisposable
{
    /// <summary>The calls that can fail, in the order of the library's numbers.</summary>
    public static readonly string[] Calls = ["write", "fsync", "fdatasync", "ftruncate", "rename", "open"];

    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <stdarg.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/mman.h>
        #include <sys/uio.h>
        #include <unistd.h>

        /* call: which fails, -1 none; after: how many of them still succeed; times: how many fail; error; met: how
           many failed. */
        struct plan { int call, after, times, error, met; };
        static volatile struct plan *plan;
        static const char *folder;

        __attribute__((constructor)) static void begin(void)
        {
            const char *path = getenv("FAILING_DISK_PLAN");
            folder = getenv("FAILING_DISK_FOLDER");
            int descriptor = path ? open(path, O_RDWR) : -1;
            if (descriptor >= 0) {
                plan = mmap(0, sizeof *plan, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
                close(descriptor);
            }
        }

        static int fails(int call, const char *path)
        {
            if (!plan || !folder || plan->call != call || strncmp(path, folder, strlen(folder)) != 0) return 0;
            if (__sync_fetch_and_sub(&plan->after, 1) > 0) return 0;
            if (__sync_fetch_and_sub(&plan->times, 1) <= 0) return 0;
            __sync_fetch_and_add(&plan->met, 1);
            errno = plan->error;
            return 1;
        }

        static int fails_on(int call, int descriptor)
        {
            char link[64], path[4096];
            if (!plan || plan->call != call) return 0;
            snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
            ssize_t length = readlink(link, path, sizeof path - 1);
            if (length <= 0) return 0;
            path[length] = 0;
            return fails(call, path);
        }

        #define REAL(type, name) static type (*real)(); if (!real) real = (type (*)())dlsym(RTLD_NEXT, name)

        ssize_t write(int fd, const void *b, size_t n)
        { REAL(ssize_t, "write"); return fails_on(0, fd) ? -1 : real(fd, b, n); }
        ssize_t pwrite(int fd, const void *b, size_t n, off_t o)
        { REAL(ssize_t, "pwrite"); return fails_on(0, fd) ? -1 : real(fd, b, n, o); }
        ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o)
        { REAL(ssize_t, "pwrite64"); return fails_on(0, fd) ? -1 : real(fd, b, n, o); }
        ssize_t pwritev(int fd, const struct iovec *v, int n, off_t o)
        { REAL(ssize_t, "pwritev"); return fails_on(0, fd) ? -1 : real(fd, v, n, o); }
        int fsync(int fd) { REAL(int, "fsync"); return fails_on(1, fd) ? -1 : real(fd); }
        int fdatasync(int fd) { REAL(int, "fdatasync"); return fails_on(2, fd) ? -1 : real(fd); }
        int ftruncate(int fd, off_t n) { REAL(int, "ftruncate"); return fails_on(3, fd) ? -1 : real(fd, n); }
        int ftruncate64(int fd, off64_t n) { REAL(int, "ftruncate64"); return fails_on(3, fd) ? -1 : real(fd, n); }
        int rename(const char *a, const char *b) { REAL(int, "rename"); return fails(4, b) ? -1 : real(a, b); }
        int link(const char *a, const char *b) { REAL(int, "link"); return fails(4, b) ? -1 : real(a, b); }
        int open(const char *path, int flags, ...)
        {
            REAL(int, "open");
            va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest);
            return (flags & O_CREAT) && fails(5, path) ? -1 : real(path, flags, mode);
        }
        int open64(const char *path, int flags, ...)
        {
            REAL(int, "open64");
            va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest);
            return (flags & O_CREAT) && fails(5, path) ? -1 : real(path, flags, mode);
        }
        """;

    private const int NoCall = -1;

    private readonly TempFolder _folder = new();
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _plan;

    /// <param name="folder">The folder that the disk is below.</param>
    public FailingDisk(string folder)
    {
        string library = PreloadedLibrary.Compile(_folder.Path, Source);
        string plan = Path.Combine(_folder.Path, "plan");
        File.WriteAllBytes(plan, new byte[20]);
        _file = MemoryMappedFile.CreateFromFile(plan, FileMode.Open);
        _plan = _file.CreateViewAccessor();
        Mend();
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["FAILING_DISK_PLAN"] = plan,
            ["FAILING_DISK_FOLDER"] = folder,
        };
    }

    /// <summary>What a process needs in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>How many calls failed since <see cref="Break"/>.</summary>
    public int Met => _plan.ReadInt32(16);

    /// <summary>Lets calls fail.</summary>
    /// <param name="call">One of <see cref="Calls"/>.</param>
    /// <param name="after">How many succeed before.</param>
    /// <param name="times">How many fail.</param>
    /// <param name="error">The error: 5 is EIO, 28 ENOSPC.</param>
    public void Break(string call, int after, int times, int error)
    {
        _plan.Write(4, after);
        _plan.Write(8, times);
        _plan.Write(12, error);
        _plan.Write(16, 0);
        _plan.Write(0, Array.IndexOf(Calls, call));
    }

    public void Mend() => _plan.Write(0, NoCall);

    public void Dispose()
    {
        _plan.Dispose();
        _file.Dispose();
        _folder.Dispose();
    }
}

namespace GlacierPS.Local.Tests.Fixtures;

/// <summary>The library in C of a <see cref="PowerCutDisk"/>, which is loaded before the C library.</summary>
internal static class PowerCutLibrary
{
    /// <summary>
    /// Writes what is done to files below POWER_CUT_FOLDER into a file of each process in POWER_CUT_LOG, a record for
    /// each call that succeeded. Processes count their records together, under a lock that goes with them when they are
    /// killed. Nothing is flushed in truth: a kill leaves the system's memory as it is, and the log says what was
    /// asked.
    /// </summary>
    public const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <pthread.h>
        #include <stdarg.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/file.h>
        #include <sys/mman.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/uio.h>
        #include <unistd.h>

        enum { CREATED = 1, OPENED, WRITTEN, TRUNCATED, FLUSHED, RENAMED, REMOVED, FOLDER, LINKED };

        struct record { uint32_t kind, path, other, data; uint64_t number, inode, offset; };

        static const char *folder;
        static volatile uint64_t *count;
        static int counter = -1, output = -1;
        static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

        #define REAL(type, name) static type (*real)(); if (!real) real = (type (*)())dlsym(RTLD_NEXT, name)

        static int real_open(const char *path, int flags, int mode)
        { return syscall(SYS_openat, AT_FDCWD, path, flags, mode); }

        __attribute__((constructor)) static void begin(void)
        {
            char path[4096];
            const char *log = getenv("POWER_CUT_LOG");
            folder = getenv("POWER_CUT_FOLDER");
            if (!log || !folder) return;
            snprintf(path, sizeof path, "%s/count", log);
            counter = real_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
            syscall(SYS_ftruncate, counter, 8);
            count = mmap(0, 8, PROT_READ | PROT_WRITE, MAP_SHARED, counter, 0);
            snprintf(path, sizeof path, "%s/log.%d", log, getpid());
            output = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        }

        static int is_ours(const char *path)
        { return output >= 0 && path && strncmp(path, folder, strlen(folder)) == 0; }

        static int path_of(int descriptor, char *path, size_t size)
        {
            char link[64];
            if (output < 0) return 0;
            snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
            ssize_t length = readlink(link, path, size - 1);
            if (length <= 0) return 0;
            path[length] = 0;
            return is_ours(path);
        }

        static void lock(void) { pthread_mutex_lock(&mutex); flock(counter, LOCK_EX); }
        static void unlock(void) { flock(counter, LOCK_UN); pthread_mutex_unlock(&mutex); }

        static void put(int kind, uint64_t inode, uint64_t offset, const char *path, const char *other,
                        const void *data, size_t length)
        {
            struct record r = { kind, path ? strlen(path) : 0, other ? strlen(other) : 0, length,
                                ++*count, inode, offset };
            struct iovec parts[4] = { { &r, sizeof r }, { (void *)path, r.path }, { (void *)other, r.other },
                                      { (void *)data, length } };
            syscall(SYS_writev, output, parts, 4);
        }

        static uint64_t inode_of(int descriptor)
        { struct stat s; return fstat(descriptor, &s) == 0 ? s.st_ino : 0; }

        static int opened(const char *path, int flags, int mode)
        {
            struct stat s;
            if (!is_ours(path)) return real_open(path, flags, mode);
            lock();
            int existed = stat(path, &s) == 0;
            int descriptor = real_open(path, flags, mode);
            if (descriptor >= 0 && fstat(descriptor, &s) == 0 && S_ISREG(s.st_mode)) {
                put(existed ? OPENED : CREATED, s.st_ino, 0, path, 0, 0, 0);
                if (existed && (flags & O_TRUNC)) put(TRUNCATED, s.st_ino, 0, 0, 0, 0, 0);
            }
            unlock();
            return descriptor;
        }

        static ssize_t written(int fd, const struct iovec *v, int n, int64_t offset)
        {
            char path[4096];
            struct stat s;
            if (!path_of(fd, path, sizeof path))
                return offset < 0 ? syscall(SYS_writev, fd, v, n) : syscall(SYS_pwritev, fd, v, n, offset, 0);
            lock();
            int64_t at = offset;
            if (at < 0) at = (fcntl(fd, F_GETFL) & O_APPEND) && fstat(fd, &s) == 0 ? s.st_size : lseek(fd, 0, SEEK_CUR);
            ssize_t done = offset < 0 ? syscall(SYS_writev, fd, v, n) : syscall(SYS_pwritev, fd, v, n, offset, 0);
            uint64_t inode = inode_of(fd);
            for (ssize_t i = 0, left = done; left > 0; i++) {
                size_t take = v[i].iov_len < left ? v[i].iov_len : left;
                put(WRITTEN, inode, at, 0, 0, v[i].iov_base, take);
                at += take;
                left -= take;
            }
            unlock();
            return done;
        }

        static int truncated(int fd, int64_t length)
        {
            char path[4096];
            if (!path_of(fd, path, sizeof path)) return syscall(SYS_ftruncate, fd, length);
            lock();
            int result = syscall(SYS_ftruncate, fd, length);
            if (result == 0) put(TRUNCATED, inode_of(fd), length, 0, 0, 0, 0);
            unlock();
            return result;
        }

        static int flushed(int fd, long call)
        {
            char path[4096];
            if (!path_of(fd, path, sizeof path)) return syscall(call, fd);
            lock();
            put(FLUSHED, inode_of(fd), 0, path, 0, 0, 0);
            unlock();
            return 0;
        }

        static int named(int kind, int (*real)(), const char *path, const char *other)
        {
            if (!is_ours(path) && !is_ours(other)) return real(path, other);
            lock();
            int result = real(path, other);
            int error = errno;
            if (result == 0) put(kind, 0, 0, path, other, 0, 0);
            unlock();
            errno = error;
            return result;
        }

        #define MODE(flags) va_list rest; va_start(rest, flags); int mode = va_arg(rest, int); va_end(rest)

        int open(const char *path, int flags, ...) { MODE(flags); return opened(path, flags, mode); }
        int open64(const char *path, int flags, ...) { MODE(flags); return opened(path, flags, mode); }
        ssize_t write(int fd, const void *b, size_t n)
        { struct iovec v = { (void *)b, n }; return written(fd, &v, 1, -1); }
        ssize_t writev(int fd, const struct iovec *v, int n) { return written(fd, v, n, -1); }
        ssize_t pwrite(int fd, const void *b, size_t n, off_t o)
        { struct iovec v = { (void *)b, n }; return written(fd, &v, 1, o); }
        ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o)
        { struct iovec v = { (void *)b, n }; return written(fd, &v, 1, o); }
        ssize_t pwritev(int fd, const struct iovec *v, int n, off_t o) { return written(fd, v, n, o); }
        ssize_t pwritev64(int fd, const struct iovec *v, int n, off64_t o) { return written(fd, v, n, o); }
        int ftruncate(int fd, off_t n) { return truncated(fd, n); }
        int ftruncate64(int fd, off64_t n) { return truncated(fd, n); }
        int fsync(int fd) { return flushed(fd, SYS_fsync); }
        int fdatasync(int fd) { return flushed(fd, SYS_fdatasync); }
        int rename(const char *a, const char *b) { REAL(int, "rename"); return named(RENAMED, real, a, b); }
        int link(const char *a, const char *b) { REAL(int, "link"); return named(LINKED, real, a, b); }
        int unlink(const char *path) { REAL(int, "unlink"); return named(REMOVED, real, path, 0); }
        int rmdir(const char *path) { REAL(int, "rmdir"); return named(REMOVED, real, path, 0); }
        int mkdir(const char *path, mode_t mode)
        {
            REAL(int, "mkdir");
            if (!is_ours(path)) return real(path, mode);
            lock();
            int result = real(path, mode);
            int error = errno;
            if (result == 0) put(FOLDER, 0, 0, path, 0, 0, 0);
            unlock();
            errno = error;
            return result;
        }

        /* Shortcuts past the log: the callers fall back to reading and writing. */
        int fallocate(int fd, int mode, off_t a, off_t n) { errno = EOPNOTSUPP; return -1; }
        int fallocate64(int fd, int mode, off64_t a, off64_t n) { errno = EOPNOTSUPP; return -1; }
        int posix_fallocate(int fd, off_t a, off_t n) { return EOPNOTSUPP; }
        int posix_fallocate64(int fd, off64_t a, off64_t n) { return EOPNOTSUPP; }
        ssize_t copy_file_range(int a, off64_t *b, int c, off64_t *d, size_t n, unsigned f)
        { errno = ENOSYS; return -1; }
        """;
}

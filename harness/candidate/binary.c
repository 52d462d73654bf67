/* SPDX-License-Identifier: MIT */
/* Maps the file and looks for a loader (PT_INTERP), for the entry points of sanitizers, and for the
 * mark that Go's linker leaves (Go's package debug/buildinfo). They are searched as text, which
 * finds them in static and stripped binaries too: dynamic symbol names cannot be stripped, and a
 * statically linked runtime carries them in its messages.
 */
#include "candidate/binary.h"

#include <elf.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static void copy_text(char *out, const char *map, size_t size, size_t at, size_t length)
{
    if (at < size && length < BINARY_LOADER_MAX && length <= size - at)
        memcpy(out, map + at, length);
}

/* Also puts the loader's path into `loader`. */
static bool has_loader(const char *map, size_t size, char *loader)
{
    const Elf64_Ehdr *head = (const void *)map;
    if (size < sizeof *head || map[EI_CLASS] != ELFCLASS64)
        return true; /* 32 bits: let the instruments say what they see */
    for (unsigned i = 0; i < head->e_phnum; i++) {
        size_t at = head->e_phoff + (size_t)i * sizeof(Elf64_Phdr);
        if (at + sizeof(Elf64_Phdr) > size)
            break;
        Elf64_Phdr part;
        memcpy(&part, map + at, sizeof part);
        if (part.p_type != PT_INTERP)
            continue;
        copy_text(loader, map, size, part.p_offset, part.p_filesz);
        return true;
    }
    return false;
}

static bool mentions(const char *map, size_t size, const char *name)
{
    return memmem(map, size, name, strlen(name)) != NULL;
}

static bool has_sanitizer(const char *map, size_t size)
{
    static const char *const names[] = {"__asan_init", "__tsan_init", "__msan_init", "__lsan_init"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (mentions(map, size, names[i]))
            return true;
    }
    return false;
}

static bool is_go(const char *map, size_t size)
{
    static const char mark[] = "\xff Go buildinf:";
    return memmem(map, size, mark, sizeof mark - 1) != NULL;
}

static void read_first_line(const char *map, size_t size, char *interpreter)
{
    size_t at = 2;
    if (size < 3 || map[0] != '#' || map[1] != '!')
        return;
    while (at < size && (map[at] == ' ' || map[at] == '\t'))
        at++;
    size_t end = at;
    while (end < size && !strchr(" \t\n", map[end]))
        end++;
    copy_text(interpreter, map, size, at, end - at);
}

static bool is_raised(const char *path, const struct stat *s)
{
    return s->st_mode & (S_ISUID | S_ISGID) || getxattr(path, "security.capability", NULL, 0) > 0;
}

struct binary binary_look(const char *path)
{
    struct binary b = {.is_elf = false};
    struct stat s;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1 || fstat(fd, &s) == -1 || s.st_size < SELFMAG) {
        if (fd != -1)
            close(fd);
        return b;
    }
    size_t size = (size_t)s.st_size;
    char *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (map == MAP_FAILED)
        return b;
    b.is_elf = memcmp(map, ELFMAG, SELFMAG) == 0;
    b.is_static = b.is_elf && !has_loader(map, size, b.loader);
    b.is_sanitized = b.is_elf && has_sanitizer(map, size);
    b.is_go = b.is_elf && is_go(map, size);
    b.is_raised = is_raised(path, &s);
    read_first_line(map, size, b.interpreter);
    munmap(map, size);
    return b;
}

const char *binary_refuses_library(const char *path)
{
    struct binary b = binary_look(path), own = binary_look("/proc/self/exe");
    if (*b.interpreter)
        b = binary_look(b.interpreter);
    if (b.is_sanitized)
        return "built with a sanitizer, which has an allocator of its own";
    if (b.is_static)
        return "statically linked";
    if (b.is_raised)
        return "it runs with raised rights, and the loader lets no library in";
    if (strcmp(b.loader, own.loader) != 0)
        return "it has another dynamic loader than this host's C library";
    return NULL;
}

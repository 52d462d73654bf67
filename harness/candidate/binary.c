/* SPDX-License-Identifier: MIT */
/* Maps the file and looks for a loader (PT_INTERP) and for the entry points of sanitizers. The
 * names are searched as text, which finds them in static and stripped binaries too: dynamic symbol
 * names cannot be stripped, and a statically linked runtime carries them in its messages.
 */
#include "candidate/binary.h"

#include <elf.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool has_loader(const char *map, size_t size)
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
        if (part.p_type == PT_INTERP)
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

struct binary binary_look(const char *path)
{
    struct binary b = {false, false, false};
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
    b.is_static = b.is_elf && !has_loader(map, size);
    b.is_sanitized = b.is_elf && has_sanitizer(map, size);
    munmap(map, size);
    return b;
}

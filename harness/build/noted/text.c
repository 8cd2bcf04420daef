/* Functions of libc that read and write memory for the program: gcc notes nothing inside them. */
#define _GNU_SOURCE
#include "noted.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

#define WRAP(type, name, parameters, notes, arguments) \
  type __real_##name parameters;                       \
  type __wrap_##name parameters;                       \
  type __wrap_##name parameters {                      \
    notes;                                             \
    return __real_##name arguments;                    \
  }
/* Notes what came of it: `got` is the result. */
#define WRAP_AFTER(type, name, parameters, arguments, notes) \
  type __real_##name parameters;                             \
  type __wrap_##name parameters;                             \
  type __wrap_##name parameters {                            \
    type got = __real_##name arguments;                      \
    notes;                                                   \
    return got;                                              \
  }

static uint64_t length_of(const char* string, uint64_t most) {
  uint64_t length = 0;
  while (length < most && string[length] != '\0') length++;
  return length;
}
#define ANY UINT64_MAX

WRAP(void*, memcpy, (void* to, const void* from, size_t n), (note_read(from, n, HERE), note_write(to, n, HERE)),
     (to, from, n))
WRAP(void*, memmove, (void* to, const void* from, size_t n), (note_read(from, n, HERE), note_write(to, n, HERE)),
     (to, from, n))
WRAP(void*, mempcpy, (void* to, const void* from, size_t n), (note_read(from, n, HERE), note_write(to, n, HERE)),
     (to, from, n))
WRAP(void*, memset, (void* to, int value, size_t n), note_write(to, n, HERE), (to, value, n))
WRAP(void, bzero, (void* to, size_t n), note_write(to, n, HERE), (to, n))
WRAP(int, memcmp, (const void* a, const void* b, size_t n), (note_read(a, n, HERE), note_read(b, n, HERE)), (a, b, n))
WRAP(size_t, strlen, (const char* s), note_string(s, ANY, HERE), (s))
WRAP(int, strcmp, (const char* a, const char* b), (note_string(a, ANY, HERE), note_string(b, ANY, HERE)), (a, b))
WRAP(int, strncmp, (const char* a, const char* b, size_t n), (note_string(a, n, HERE), note_string(b, n, HERE)),
     (a, b, n))
WRAP(char*, strchr, (const char* s, int letter), note_string(s, ANY, HERE), (s, letter))
WRAP(char*, strrchr, (const char* s, int letter), note_string(s, ANY, HERE), (s, letter))
WRAP(char*, strstr, (const char* a, const char* b), (note_string(a, ANY, HERE), note_string(b, ANY, HERE)), (a, b))
WRAP(char*, strdup, (const char* s), note_string(s, ANY, HERE), (s))
WRAP(char*, strcpy, (char* to, const char* from),
     (note_string(from, ANY, HERE), note_write(to, length_of(from, ANY) + 1, HERE)), (to, from))
WRAP(char*, stpcpy, (char* to, const char* from),
     (note_string(from, ANY, HERE), note_write(to, length_of(from, ANY) + 1, HERE)), (to, from))
WRAP(char*, strncpy, (char* to, const char* from, size_t n), (note_string(from, n, HERE), note_write(to, n, HERE)),
     (to, from, n))
WRAP(char*, strcat, (char* to, const char* from),
     (note_string(to, ANY, HERE), note_string(from, ANY, HERE),
      note_write(to + length_of(to, ANY), length_of(from, ANY) + 1, HERE)),
     (to, from))
WRAP(char*, strncat, (char* to, const char* from, size_t n),
     (note_string(to, ANY, HERE), note_string(from, n, HERE),
      note_write(to + length_of(to, ANY), length_of(from, n) + 1, HERE)),
     (to, from, n))
WRAP(int, atoi, (const char* s), note_string(s, ANY, HERE), (s))
WRAP(long, atol, (const char* s), note_string(s, ANY, HERE), (s))

WRAP(int, puts, (const char* s), note_string(s, ANY, HERE), (s))
WRAP(int, fputs, (const char* s, FILE* to), note_string(s, ANY, HERE), (s, to))
WRAP(size_t, fwrite, (const void* from, size_t size, size_t n, FILE* to), note_read(from, size* n, HERE),
     (from, size, n, to))
WRAP_AFTER(size_t, fread, (void* to, size_t size, size_t n, FILE* from), (to, size, n, from),
           note_write(to, got* size, HERE))
WRAP_AFTER(char*, fgets, (char* to, int size, FILE* from), (to, size, from),
           if (got != NULL) note_write(to, length_of(to, ANY) + 1, HERE))

#define NOTE_GOT \
  if (got > 0) note_write(to, (uint64_t)got, HERE)
WRAP(ssize_t, write, (int fd, const void* from, size_t n), note_read(from, n, HERE), (fd, from, n))
WRAP(ssize_t, send, (int fd, const void* from, size_t n, int flags), note_read(from, n, HERE), (fd, from, n, flags))
WRAP_AFTER(ssize_t, read, (int fd, void* to, size_t n), (fd, to, n), NOTE_GOT)
WRAP_AFTER(ssize_t, recv, (int fd, void* to, size_t n, int flags), (fd, to, n, flags), NOTE_GOT)

/* The strings that a format prints. */
static void note_printed(const char* format, va_list arguments, uint64_t pc) {
  for (const char* at = format; *at != '\0'; at++) {
    if (*at != '%') continue;
    uint64_t most = ANY;
    int longs = 0, wide = 0;
    for (at++;; at++) {
      if (*at == '*') {
        int number = va_arg(arguments, int);
        if (at[-1] == '.' && number >= 0) most = (uint64_t)number;
      } else if (*at == '.') {
        most = 0;
      } else if (*at >= '0' && *at <= '9') {
        if (most != ANY) most = most * 10 + (uint64_t)(*at - '0');
      } else if (*at == 'l' || *at == 'j' || *at == 'z' || *at == 't' || *at == 'q') {
        longs++;
      } else if (*at == 'L') {
        wide = 1;
      } else if (*at != '-' && *at != '+' && *at != ' ' && *at != '#' && *at != '\'' && *at != 'h') {
        break;
      }
    }
    switch (*at) {
      case '%':
      case 'm':
        break;
      case 'd':
      case 'i':
      case 'u':
      case 'x':
      case 'X':
      case 'o':
      case 'c':
        if (longs > 0) {
          (void)va_arg(arguments, long);
        } else {
          (void)va_arg(arguments, int);
        }
        break;
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
      case 'a':
      case 'A':
        if (wide) {
          (void)va_arg(arguments, long double);
        } else {
          (void)va_arg(arguments, double);
        }
        break;
      case 's': {
        const char* string = va_arg(arguments, const char*);
        if (longs == 0) note_string(string, most, pc);
        break;
      }
      case 'p':
      case 'n':
        (void)va_arg(arguments, void*);
        break;
      default:
        return; /* positions, or what we do not know: nothing behind it is certain */
    }
  }
}

#define PRINT(call)                    \
  va_list arguments, printed;          \
  va_start(arguments, format);         \
  va_copy(printed, arguments);         \
  note_printed(format, printed, HERE); \
  va_end(printed);                     \
  int length = call;                   \
  va_end(arguments);
int __wrap_printf(const char* format, ...);
int __wrap_printf(const char* format, ...) {
  PRINT(vprintf(format, arguments))
  return length;
}
int __wrap_fprintf(FILE* to, const char* format, ...);
int __wrap_fprintf(FILE* to, const char* format, ...) {
  PRINT(vfprintf(to, format, arguments))
  return length;
}
int __wrap_dprintf(int fd, const char* format, ...);
int __wrap_dprintf(int fd, const char* format, ...) {
  PRINT(vdprintf(fd, format, arguments))
  return length;
}
int __wrap_sprintf(char* to, const char* format, ...);
int __wrap_sprintf(char* to, const char* format, ...) {
  PRINT(vsprintf(to, format, arguments))
  if (length >= 0) note_write(to, (uint64_t)length + 1, HERE);
  return length;
}
int __wrap_snprintf(char* to, size_t size, const char* format, ...);
int __wrap_snprintf(char* to, size_t size, const char* format, ...) {
  PRINT(vsnprintf(to, size, format, arguments))
  if (length >= 0 && size > 0) note_write(to, (uint64_t)length < size ? (uint64_t)length + 1 : size, HERE);
  return length;
}

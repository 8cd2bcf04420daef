#include "harness/cli/exercise_template.h"

#include <array>
#include <string_view>

namespace ipclab::cli {
namespace {

constexpr std::string_view kToml =
    R"TEXT(# What is asked: docs/writing-an-exercise.md describes every key. Try it: ipclab exercise verify PATH-OF-THIS-FOLDER
name = "@NAME@"                         # as the folder
title = "A text goes through a pipe"
summary = "The parent sends its argument through a pipe to its child, which prints it."

[programs.@NAME@]                       # built from all .c files that are handed in

[limits]                                # the defaults are generous
wall-seconds = 5

[rules]                                 # hold for each scenario
picture = ["parent -> pipe -> child"]   # the way that the data must go

[[scenario]]
name = "one-word"
title = "prints the word that it is given"
points = 2
steps = [
  { run = "@NAME@", args = ["hello"], status = 0, stdout = "hello\n", stderr = "" },
]

[[scenario]]
name = "blanks-inside"
title = "keeps blanks as they are"
visibility = "hidden"                   # judged like the others, but no student sees its name, title or input
steps = [
  { run = "@NAME@", args = ["two  words"], status = 0, stdout = "two  words\n" },
]

[[scenario]]
name = "no-argument"
title = "says how it is used when the argument is missing"
steps = [
  { run = "@NAME@", args = [], status = "non-zero", output = { contains = "usage", ignore-case = true } },
]
rules = { picture = [] }                # no data goes anywhere here
)TEXT";

constexpr std::string_view kReadme = R"TEXT(# @NAME@: a text goes through a pipe

Students get this file and `starter/`. Keep `reference/`, `wrong/` and `right/` to yourself.

## What to write

One program, `@NAME@`, in C:

    @NAME@ TEXT

It makes a child, sends TEXT through a pipe to it, and the child prints it with a newline behind it.

- The child prints; the parent only sends.
- The exit status is 0.
- Not exactly one argument: a line with the word `usage`, and an exit status that is not 0.

## An example session

    $ ./@NAME@ hello
    hello
    $ ./@NAME@; echo "status $?"
    Usage: ./@NAME@ TEXT
    status 1
)TEXT";

constexpr std::string_view kStarter = R"TEXT(/* @NAME@ TEXT: the child prints what its parent sends it.

   Build it:   gcc -std=gnu17 -g -Wall -Wextra -o @NAME@ @NAME@.c
   Check it:   ipclab check @NAME@ .                                     */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char *argv[]) {
  /* 1. One argument is wanted. */
  if (argc < 1) return EXIT_FAILURE;

  /* 2. Make a pipe, then a child. Which ends does each of the two need?     man 2 pipe, man 2 fork */

  /* 3. The parent writes, the child reads until the end and prints. */

  fprintf(stderr, "%s: not written yet\n", argv[0]);
  return EXIT_FAILURE;
}
)TEXT";

constexpr std::string_view kReference = R"TEXT(/* @NAME@ TEXT: the child prints what its parent sends it through a pipe.

   Shows: which ends of a pipe each process keeps, and how the reader learns that nothing more will come. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static void print_all(int in) {
  char block[512];
  ssize_t length;
  while ((length = read(in, block, sizeof block)) > 0) fwrite(block, 1, (size_t)length, stdout);
  if (length == -1) fail("read");
  putchar('\n');
}

static void write_all(int out, const char *text) {
  size_t left = strlen(text);
  while (left > 0) {
    const ssize_t written = write(out, text, left);
    if (written == -1) fail("write");
    text += written;
    left -= (size_t)written;
  }
}

int main(int argc, char *argv[]) {
  int ends[2], status;
  if (argc != 2) {
    fprintf(stderr, "Usage: %s TEXT\n", argv[0]);
    return EXIT_FAILURE;
  }
  if (pipe(ends) == -1) fail("pipe");
  const pid_t child = fork();
  if (child == -1) fail("fork");
  if (child == 0) {
    close(ends[1]);
    print_all(ends[0]);
    return EXIT_SUCCESS;
  }
  close(ends[0]);
  write_all(ends[1], argv[1]);
  close(ends[1]);
  if (waitpid(child, &status, 0) == -1) fail("waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
)TEXT";

constexpr std::string_view kPrintsItself = R"TEXT(// expect: fail topology.missing
// Prints the right text, but without a child and without a pipe.
#include <stdio.h>

int main(int argc, char *argv[]) {
  if (argc != 2) {
    fprintf(stderr, "Usage: %s TEXT\n", argv[0]);
    return 1;
  }
  printf("%s\n", argv[1]);
  return 0;
}
)TEXT";

constexpr std::string_view kNoUsage = R"TEXT(// expect: fail output.mismatch
// Right, but says nothing when the argument is missing.
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[]) {
  int ends[2];
  if (argc != 2) return 1;
  if (pipe(ends) == -1) return 1;
  if (fork() == 0) {
    char text[512];
    close(ends[1]);
    ssize_t length = read(ends[0], text, sizeof text);
    printf("%.*s\n", (int)length, text);
    return 0;
  }
  close(ends[0]);
  if (write(ends[1], argv[1], strlen(argv[1])) == -1) return 1;
  close(ends[1]);
  wait(NULL);
  return 0;
}
)TEXT";

std::string filled_in(std::string_view text, const std::string& name) {
  constexpr std::string_view kPlace = "@NAME@";
  std::string filled;
  for (std::size_t at = text.find(kPlace); at != std::string_view::npos; at = text.find(kPlace)) {
    filled += text.substr(0, at);
    filled += name;
    text.remove_prefix(at + kPlace.size());
  }
  return filled.append(text);
}

}  // namespace

std::vector<TemplateFile> exercise_template(const std::string& name) {
  const auto files = std::to_array<std::pair<std::string, std::string_view>>({
      {"exercise.toml", kToml},
      {"README.md", kReadme},
      {"starter/" + name + ".c", kStarter},
      {"reference/" + name + ".c", kReference},
      {"wrong/prints-itself.c", kPrintsItself},
      {"wrong/no-usage.c", kNoUsage},
  });
  std::vector<TemplateFile> all;
  for (const auto& [path, text] : files) all.push_back({path, filled_in(text, name)});
  return all;
}

}  // namespace ipclab::cli

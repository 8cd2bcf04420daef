#include "harness/cli/commands.h"

int main(int argc, char** argv) {
  return ipclab::cli::run(argc, argv);
}

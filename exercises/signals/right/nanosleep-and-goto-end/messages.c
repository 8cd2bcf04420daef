#include "messages.h"

#include <stdio.h>

void print_dot(void) {
  fputs(".\n", stdout);
  fflush(stdout);
}

void print_pause(int signal_number) {
  fprintf(stdout, "Signal %d => pause\n", signal_number);
  fflush(stdout);
}

void print_end(int signal_number) {
  fprintf(stdout, "Signal %d => End of the program\n", signal_number);
}

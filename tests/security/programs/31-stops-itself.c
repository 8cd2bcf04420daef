// row 31: stops itself
// finds: hang.deadlock
#include "attack.h"
int main(void) { raise(SIGSTOP); return 0; }

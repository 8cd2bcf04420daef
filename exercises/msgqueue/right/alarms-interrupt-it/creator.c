// expect: pass
// A timer interrupts the receiver again and again. A header is shared by the three.
#include "queue.h"
int main(void) { queue(IPC_CREAT | 0666); return 0; }

// expect: pass
// Numbers in the place of the names: 01666 is IPC_CREAT with the mode, msgctl's 0 is IPC_RMID.
#include <sys/msg.h>
#include <stdio.h>
int main() { if (msgget(0x4d2, 01666) < 0) { perror("creator"); return 1; } return 0; }

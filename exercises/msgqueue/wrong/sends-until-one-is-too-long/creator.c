#include <sys/msg.h>
#include <stdio.h>
int main() { if (msgget(0x4d2, 01666) < 0) { perror("creator"); return 1; } return 0; }

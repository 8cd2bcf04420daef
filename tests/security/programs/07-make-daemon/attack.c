#include <stdio.h>
int main(void) { puts("SAFE"); return 0; }

// row 4: a file that includes itself
// finds: build.error
#include "attack.c"
int main(void) { return 0; }

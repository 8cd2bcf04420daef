// row 1: a header without an end
// finds: build.error
#include "/dev/zero"
int main(void) { return 0; }

// row 22: sleeps for ever
// finds: hang.deadlock
#include "attack.h"
int main(void) { pause(); return 0; }

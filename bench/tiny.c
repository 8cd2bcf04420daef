// The smallest program that the dynamic linker still loads: what a run costs besides its program.
int main(void) { return 0; }

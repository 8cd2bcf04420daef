// row 4: macros that grow without an end
// finds: build.error
#define A(x) x x x x x x x x x x
#define B(x) A(A(A(x)))
#define C(x) B(B(B(x)))
const char *text = C("bomb");
int main(void) { return 0; }

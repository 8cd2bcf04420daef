void install(void);
int answer(void);

// Bytes of strangers on their way to a terminal or into a JSON string.
#include <gtest/gtest.h>

#include "harness/report/layout.h"
#include "harness/report/report.h"
#include "harness/report/utf8.h"

namespace ipclab {
namespace {

TEST(Visible, EscapeSequencesAndControlCharactersBecomeText) {
  EXPECT_EQ(visible("\x1b[2J\x1b]0;pwned\a"), "\\x1b[2J\\x1b]0;pwned\\x07");
  EXPECT_EQ(visible(std::string_view("a\0b\r\n\tc\x7f", 8)), "a\\0b\\r\\n\\tc\\x7f");
}

TEST(Visible, ControlCharactersAboveAsciiBecomeTextToo) {
  EXPECT_EQ(visible("\xc2\x9b"
                    "31m"),
            "<U+009B>31m");
}

TEST(Visible, MarksThatRearrangeTextAreNamed) {
  EXPECT_EQ(visible("a\xe2\x80\xae"
                    "b\xe2\x81\xa6"
                    "c\xe2\x80\x8b"
                    "d\xef\xbb\xbf"),
            "a<U+202E>b<U+2066>c<U+200B>d<U+FEFF>");
}

TEST(Visible, BytesThatAreNoUtf8AreShownByTheirNumber) {
  EXPECT_EQ(visible("\xff"
                    "a\xc3"),
            "\\xffa\\xc3");
  EXPECT_EQ(visible("\xc0\xaf"), "\\xc0\\xaf") << "an overlong form";
  EXPECT_EQ(visible("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(visible("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond the last character";
}

TEST(Visible, LettersOfEveryLanguageStay) {
  EXPECT_EQ(visible("Größe ☃ 日本 \\n"), "Größe ☃ 日本 \\n");
}

TEST(Visible, LineFeedsStayWhereAskedFor) {
  EXPECT_EQ(visible("a\nb\r\n", true), "a\nb\\r\n");
}

TEST(Visible, NothingOfAnyByteCanReachTheTerminalAsAControl) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const char bytes[] = {static_cast<char>(first), static_cast<char>(second)};
      const std::string shown = visible({bytes, 2});
      ASSERT_TRUE(is_valid_utf8(shown));
      for (const char c : shown) ASSERT_GE(static_cast<unsigned char>(c), 0x20) << first << " " << second;
      ASSERT_EQ(shown.find('\x7f'), std::string::npos);
      ASSERT_FALSE(shown.find("\xc2") != std::string::npos &&
                   static_cast<unsigned char>(shown[shown.find("\xc2") + 1]) < 0xa0);
    }
  }
}

TEST(Width, CountsColumnsNotBytes) {
  EXPECT_EQ(width_of(std::string_view("Größe")), 5);
  EXPECT_EQ(width_of(std::string_view("日本")), 4);
  EXPECT_EQ(width_of(std::string_view("e\xcc\x81")), 1);
}

TEST(Wrap, BreaksAtBlanks) {
  EXPECT_EQ(wrap("one two three four", 10), (Lines{"one two", "three four"}));
}

TEST(Wrap, KeepsBlanksWithinALine) {
  EXPECT_EQ(wrap("\"a  b\" c", 20), (Lines{"\"a  b\" c"}));
}

TEST(Wrap, BreaksWithinAWordThatIsLongerThanALine) {
  EXPECT_EQ(wrap("a " + std::string(25, 'x') + " b", 10), (Lines{"a", "xxxxxxxxxx", "xxxxxxxxxx", "xxxxx b"}));
}

TEST(Wrap, NoLineIsWiderThanAskedFor) {
  const std::string text = "日本語 wörter and\n" + std::string(40, 'y') + " 日本語日本語日本語日本語 end";
  for (int width = 10; width < 60; ++width) {
    for (const std::string& line : wrap(text, width)) EXPECT_LE(width_of(line), width);
  }
}

TEST(Cut, EndsInDotsWhereItDoesNotFit) {
  EXPECT_EQ(cut("pipeline", 8), "pipeline");
  EXPECT_EQ(cut("pipelines", 8), "pipelin…");
}

TEST(ExpandTabs, GoesToTheNextMultipleOfEight) {
  EXPECT_EQ(expand_tabs("\ta\tb"), "        a       b");
}

}  // namespace
}  // namespace ipclab

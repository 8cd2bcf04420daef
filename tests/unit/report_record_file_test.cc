// A Record as a file, there and back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <random>

#include "harness/report/base64.h"
#include "harness/report/file.h"
#include "harness/report/record_file.h"

namespace ipclab {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "ipclab-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path operator/(const std::string& name) const { return path_ / name; }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Draws Records in which everything occurs that the types allow.
class AnyRecord {
 public:
  explicit AnyRecord(unsigned seed) : draw_(seed) {}

  Record record() {
    Record record;
    record.exercise = bytes();
    record.scenario = bytes();
    record.seed = number();
    record.wall_ms = static_cast<double>(number()) / 977;
    const int locations = below(4), events = below(12);
    for (int i = 0; i < locations; ++i) record.locations.push_back({bytes(), below(INT32_MAX), bytes()});
    for (int i = 0; i < events; ++i) record.events.push_back(event(locations, events));
    for (int i = below(3); i-- > 0;) record.programs.push_back({bytes(), bytes(), truth(), below(events + 1)});
    for (int i = below(3); i-- > 0;) record.outputs.push_back({bytes(), bytes(), bytes(), truth()});
    for (int i = below(3); i-- > 0;)
      record.files.push_back({bytes(), truth(), truth(), static_cast<unsigned>(draw_()), bytes()});
    for (int i = below(3); i-- > 0;) {
      record.leftovers.push_back({static_cast<sandbox::Leftover::Kind>(below(9)), bytes(), number(), number(),
                                  static_cast<unsigned>(draw_()), number()});
    }
    for (int i = below(3); i-- > 0;) {
      record.steps.push_back({below(100), static_cast<StepOutcome::Kind>(below(4)), below(events + 1)});
    }
    for (int i = below(3); i-- > 0;) {
      MemoryError error{bytes(), bytes(), bytes(), number(), bytes(), bytes(), {bytes(), below(INT32_MAX), bytes()},
                        {}};
      for (int place = below(3); place-- > 0;) error.places.push_back({bytes(), {bytes(), below(INT32_MAX), bytes()}});
      record.memory_errors.push_back(std::move(error));
    }
    const auto location = [&] { return SourceLocation{bytes(), below(INT32_MAX), bytes()}; };
    for (int i = below(3); i-- > 0;) {
      record.data_races.push_back({{bytes(), bytes(), truth(), location()},
                                   {bytes(), bytes(), truth(), location()},
                                   below(INT32_MAX),
                                   below(INT32_MAX),
                                   location(),
                                   bytes(),
                                   location()});
    }
    return record;
  }

 private:
  int below(int limit) { return static_cast<int>(draw_() % static_cast<unsigned>(limit)); }
  bool truth() { return below(2) == 1; }
  std::int64_t number() {
    const std::int64_t extremes[] = {0, -1, 1, INT64_MIN, INT64_MAX};
    return truth() ? extremes[below(5)] : static_cast<std::int64_t>(draw_()) << below(32);
  }
  std::string bytes() {
    static const std::string kPieces[] = {
        "", "pipe", "\n", "\"\\", "é日", std::string(1, '\0'), "\xff", "\xed\xa0\x80", "{\"base64\":1}", "\x7f\x1b"};
    std::string all;
    for (int i = below(4); i-- > 0;) all += kPieces[below(10)];
    for (int i = below(3); i-- > 0;) all += static_cast<char>(below(256));
    return all;
  }
  sandbox::FieldValue value() {
    switch (below(4)) {
      case 0:
        return number();
      case 1:
        return bytes();
      case 2: {
        std::vector<std::int64_t> numbers;
        for (int i = below(3); i-- > 0;) numbers.push_back(number());
        return numbers;
      }
      default: {
        std::vector<std::string> texts;
        for (int i = below(3); i-- > 0;) texts.push_back(bytes());
        return texts;
      }
    }
  }
  sandbox::Event event(int locations, int events) {
    sandbox::Event event;
    event.kind = static_cast<sandbox::EventKind>(below(13));
    event.time_us = number();
    event.process = below(events + 1);
    event.task = below(events + 1);
    event.name = bytes();
    event.result = number();
    for (int i = below(4); i-- > 0;) event.fields.push_back({bytes(), value()});
    for (int i = below(3); i-- > 0 && locations > 0;) event.stack.push_back(below(locations));
    return event;
  }

  std::mt19937 draw_;
};

TEST(RecordFile, ComesBackEqualWhateverItHolds) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const Record record = AnyRecord(seed).record();
    const std::string text = record_text(record);
    ASSERT_TRUE(parse_record(text, "r") == record) << "seed " << seed << "\n" << text;
    ASSERT_EQ(record_text(parse_record(text, "r")), text);
  }
}

TEST(RecordFile, IsAscii) {
  for (const char c : record_text(AnyRecord(3).record())) ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f));
}

/// Damages a text in one place.
std::string damaged(std::string text, std::mt19937& draw) {
  const std::size_t at = draw() % text.size();
  switch (draw() % 4) {
    case 0:
      text.erase(at, 1 + draw() % 20);
      break;
    case 1:
      text[at] = static_cast<char>(draw());
      break;
    case 2:
      text.insert(at, text.substr(draw() % text.size(), draw() % 60));
      break;
    default:
      text.resize(at);
  }
  return text;
}

TEST(RecordFile, DamageIsAnErrorOrAnotherRecordButNeverMore) {
  std::mt19937 draw(7);
  int errors = 0;
  for (unsigned seed = 0; seed < 500; ++seed) {
    const std::string text = damaged(record_text(AnyRecord(seed % 50).record()), draw);
    try {
      const Record record = parse_record(text, "r");
      ASSERT_TRUE(parse_record(record_text(record), "r") == record);
    } catch (const RecordError& error) {
      ASSERT_THAT(error.what(), testing::StartsWith("r:"));
      ++errors;
    }
  }
  EXPECT_GT(errors, 300);
}

std::string error_of(const std::string& text) {
  try {
    parse_record(text, "a.jsonl");
  } catch (const RecordError& error) {
    return error.what();
  }
  return "no error";
}

const std::string kHeader = R"({"schema":"ipclab.record/1","exercise":"copy","scenario":"small","seed":1,"wall_ms":2})"
                            "\n";

std::string with_line(const std::string& line) {
  return kHeader + line + "\n{\"line\":\"end\",\"lines\":2}\n";
}

TEST(RecordFile, TheSmallestIsAHeaderAndAnEnd) {
  const Record record = parse_record(kHeader + "{\"line\":\"end\",\"lines\":1}\n", "r");
  EXPECT_EQ(record.exercise, "copy");
  EXPECT_EQ(record.wall_ms, 2);
}

TEST(RecordFile, SaysWhatIsWrongInWhichLine) {
  const std::string event = R"({"line":"event","kind":"quiet","time_us":1,"process":0,"task":0)";
  EXPECT_EQ(error_of(""), "a.jsonl:1: the record ends before its end line: the file was cut off");
  EXPECT_EQ(error_of("{}"), "a.jsonl:1: this line has no end: the file was cut off");
  EXPECT_EQ(error_of("[]\n"), "a.jsonl:1: the first line must be an object");
  EXPECT_EQ(error_of("{}\n"), "a.jsonl:1: the first line has no \"schema\"");
  EXPECT_EQ(error_of("{\"schema\":\"ipclab.record/2\"}\n"),
            "a.jsonl:1: \"schema\" is \"ipclab.record/2\", but this grader reads \"ipclab.record/1\"");
  EXPECT_EQ(error_of(kHeader), "a.jsonl:2: the record ends before its end line: the file was cut off");
  EXPECT_EQ(error_of(with_line(event)), "a.jsonl:2: not valid JSON at byte 64");
  EXPECT_EQ(error_of(with_line(event + R"(,"colour":1})")), "a.jsonl:2: the line has the unknown key \"colour\"");
  EXPECT_EQ(error_of(with_line(event + R"(,"task":1})")), "a.jsonl:2: the key \"task\" is there twice");
  EXPECT_EQ(error_of(with_line(event + R"(,"result":"1"})")), "a.jsonl:2: \"result\" must be a whole number");
  EXPECT_EQ(error_of(with_line(event + R"(,"result":1.5})")), "a.jsonl:2: \"result\" must be a whole number");
  EXPECT_THAT(error_of(with_line(event + R"(,"result":9223372036854775808})")),
              HasSubstr("a.jsonl:2: \"result\" must be from"));
  EXPECT_EQ(error_of(with_line(event + R"(,"result":1e999})")), "a.jsonl:2: a number that is too large");
  EXPECT_EQ(error_of(with_line(event + R"(,"name":{"base64":"/w="}})")), "a.jsonl:2: \"name\" is not valid base64");
  EXPECT_EQ(error_of(with_line(event + R"(,"name":7})")),
            "a.jsonl:2: \"name\" must be a string, or an object with \"base64\"");
  EXPECT_EQ(error_of(with_line(event + R"(,"fields":[["fd"]]})")),
            "a.jsonl:2: a field must be a list of its name and its value");
  EXPECT_EQ(error_of(with_line(event + R"(,"fields":[["fd",null]]})")),
            "a.jsonl:2: the field \"fd\" must be a string, or an object with \"base64\"");
  EXPECT_EQ(error_of(with_line(event + R"(,"stack":[0]})")), "a.jsonl:2: \"stack\" names a location that isn't there");
  EXPECT_EQ(error_of(with_line(R"({"line":"event","kind":"quiet","time_us":1,"process":2,"task":0})")),
            "a.jsonl:2: a process or task that no event makes");
  EXPECT_EQ(error_of(with_line(R"({"line":"event","kind":"nap\u001b","time_us":1,"process":0,"task":0})")),
            "a.jsonl:2: \"kind\" can't be \"nap\\x1b\"");
  EXPECT_EQ(error_of(with_line(R"({"line":"step","step":0,"outcome":"done","event":1})")),
            "a.jsonl:3: a step was decided after the last event");
  EXPECT_EQ(error_of(with_line(R"({"line":"poem"})")), "a.jsonl:2: \"line\" can't be \"poem\"");
  EXPECT_EQ(error_of(kHeader + "{\"line\":\"end\",\"lines\":2}\n"),
            "a.jsonl:2: \"lines\" must be 1: lines are missing");
  EXPECT_EQ(error_of(kHeader + "{\"line\":\"end\",\"lines\":1}\n\n"),
            "a.jsonl:2: nothing may stand after the end line");
}

TEST(RecordFile, DepthWithoutEndIsRefusedEarly) {
  EXPECT_EQ(error_of(kHeader + std::string(1 << 20, '[') + "\n"), "a.jsonl:2: more than 8 levels of lists and objects");
}

TEST(RecordFile, IsSavedAndLoaded) {
  const Folder folder;
  const Record record = AnyRecord(11).record();
  save_record(record, folder / "r.jsonl");
  EXPECT_TRUE(load_record(folder / "r.jsonl") == record);
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(RecordFile, AFileThatCannotBeReadIsNamed) {
  const Folder folder;
  EXPECT_THROW(load_record(folder / "none.jsonl"), RecordError);
  EXPECT_THROW(load_record(folder / "."), RecordError);
}

TEST(Base64, IsThatOfTheStandard) {
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(from_base64("Zm9vYg=="), "foob");
  for (const char* wrong : {"Zm9vYg=", "Zm9vYh==", "Zm9v!g==", "=m9v", "Zg==Zg==", "Zm9vYg==="})
    EXPECT_FALSE(from_base64(wrong)) << wrong;
}

TEST(WriteFile, ReplacesTheWholeFileAndLeavesNothingBeside) {
  const Folder folder;
  write_file_atomically(folder / "out", "a long first text");
  write_file_atomically(folder / "out", "short");
  EXPECT_EQ(content(folder / "out"), "short");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST(WriteFile, WritesThroughALink) {
  const Folder folder;
  write_file_atomically(folder / "out", "old");
  fs::create_symlink("out", folder / "link");
  write_file_atomically(folder / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(content(folder / "out"), "new");
}

TEST(WriteFile, ADeviceStaysADevice) {
  write_file_atomically("/dev/null", "text");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(WriteFile, AFolderThatIsNotThereIsAnErrorThatNamesTheFile) {
  const Folder folder;
  try {
    write_file_atomically(folder / "none/out", "text");
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("none/out can't be written"));
  }
}

TEST(WriteFile, AFullDiskIsAnError) {
  try {
    write_file_atomically("/dev/full", "text");
    FAIL();
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ENOSPC);
  }
}

}  // namespace
}  // namespace ipclab

// JUnit and SARIF against the schemas that those who read them publish (tests/schemas), hostile texts in every place.
#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/report/formats.h"
#include "tests/unit/report_samples.h"
#include "tests/unit/temp_folder.h"

namespace ipclab {
namespace {

const std::string kSchemas = IPCLAB_SOURCE_DIR "/tests/schemas/";

/// Whether `validator` takes `text`; what it says of it goes to standard error.
bool is_valid(const std::string& validator, const std::string& text) {
  const TempFolder folder;
  return std::system((validator + " '" + folder.write("report", text).string() + "' >/dev/null").c_str()) == 0;
}
bool is_junit(const std::string& text) {
  return is_valid("xmllint --noout --schema " + kSchemas + "jenkins-junit.xsd", text);
}
bool is_sarif(const std::string& text) {
  return is_valid("python3 " + kSchemas + "validate.py " + kSchemas + "sarif-2.1.0-rtm.5.json", text);
}

std::vector<Report> samples() {
  return {sample_report(), evil_report(), not_judged(), Report{}};
}

TEST(Schemas, JUnitIsWhatJenkinsReads) {
  for (const Report& report : samples()) EXPECT_TRUE(is_junit(to_junit(report))) << to_junit(report);
}

TEST(Schemas, SarifIsTheOfficialOne) {
  for (const Report& report : samples()) EXPECT_TRUE(is_sarif(to_sarif(report, "1.0"))) << to_sarif(report, "1.0");
}

TEST(Schemas, ValidatorsRefuseWhatTheSchemasDoNotHave) {
  EXPECT_FALSE(is_junit("<testsuites><testsuite name='x' tests='1'><testcase line='3'/></testsuite></testsuites>"));
  EXPECT_FALSE(is_sarif("{\"version\": \"2.1.0\"}"));
}

}  // namespace
}  // namespace ipclab

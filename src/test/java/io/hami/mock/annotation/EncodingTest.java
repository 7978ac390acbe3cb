package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        " \n[{\"id\":\"a\"}]",
        "[{\"id\":\"0000:83:00.0,1,2,3,4,5,6\",\"devmem\":\"x\"}]",
        "{}",
        "\"\"",
        "null",
        " null ",
        "[garbage:"
      })
  void textThatLooksLikeJsonIsReadAsJsonOnly(String value) {
    assertThat(Encoding.JSON_OR_TEXT.decode(value)).isEqualTo(Encoding.JSON.decode(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        ":",
        "a,1,2,3,T,0,true:",
        "GPU-0,10,7680,100,NVIDIA-Tesla P4,0,true,0,mig:",
        "garbage:",
        "nullable,1,2,3,T,0,true:",
        "7"
      })
  void anyOtherTextIsReadAsTextOnly(String value) {
    assertThat(Encoding.JSON_OR_TEXT.decode(value)).isEqualTo(Encoding.TEXT.decode(value));
  }
}

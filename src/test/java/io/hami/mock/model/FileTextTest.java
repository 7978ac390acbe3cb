package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FileTextTest {
  private static final String TEXT = "vendors: {NVIDIA: {}} # Größe\r\n";

  private static byte[] bytes(Charset charset, int... mark) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int one : mark) {
      bytes.write(one);
    }
    bytes.writeBytes(TEXT.getBytes(charset));
    return bytes.toByteArray();
  }

  @Test
  void readsUtf8WithAndWithoutAMark() {
    assertThat(FileText.of(bytes(StandardCharsets.UTF_8))).isEqualTo(new FileText.Good(TEXT));
    assertThat(FileText.of(bytes(StandardCharsets.UTF_8, 0xEF, 0xBB, 0xBF)))
        .isEqualTo(new FileText.Good(TEXT));
    assertThat(FileText.of(new byte[0])).isEqualTo(new FileText.Good(""));
    assertThat(FileText.of(new byte[] {'a'})).isEqualTo(new FileText.Good("a"));
  }

  @Test
  void readsUtf16WithAMark() {
    assertThat(FileText.of(bytes(StandardCharsets.UTF_16LE, 0xFF, 0xFE)))
        .isEqualTo(new FileText.Good(TEXT));
    assertThat(FileText.of(bytes(StandardCharsets.UTF_16BE, 0xFE, 0xFF)))
        .isEqualTo(new FileText.Good(TEXT));
  }

  @Test
  void otherEncodingsAreRefusedWithTheWayOut() {
    assertThat(FileText.of(bytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(new FileText.Bad("the file is not UTF-8 text; save it as UTF-8"));
    assertThat(FileText.of(new byte[] {(byte) 0xFF, (byte) 0xFE, 'a'}))
        .isEqualTo(new FileText.Bad("the file is not UTF-16LE text; save it as UTF-8"));
    assertThat(FileText.of("a\nb\0".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            new FileText.Bad(
                "the file has a NUL character in line 2, as UTF-16 without a byte order mark has;"
                    + " save it as UTF-8"));
  }
}

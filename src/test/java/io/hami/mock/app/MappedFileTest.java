package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MappedFileTest {
  @Test
  void isReadOnlyAPartOfAFileAndTheSameAsInIt() {
    assertThat(
            MappedFile.of(
                """
                800001000-802099000 rw-p 00001000 fe:00 5391127    /opt/lib/plugin.aot
                Anonymous:             0 kB
                802099000-804c2c000 r--p 02099000 fe:00 5391127    /opt/lib/plugin.aot
                Size:              44620 kB
                Rss:               22520 kB
                Anonymous:             0 kB
                VmFlags: rd mr mw me
                7f10-7f20 r-xp 00000000 fe:00 7    /opt/a folder/libjvm.so
                Anonymous:             0 kB
                7f20-7f30 r--p 00010000 fe:00 7    /opt/a folder/libjvm.so
                Anonymous:             4 kB
                f8000000-fa235000 rw-p 00000000 00:00 0
                Anonymous:         34972 kB
                7ffd0000-7ffd1000 r-xp 00000000 00:00 0    [vdso]
                Anonymous:             0 kB
                7f40-7f50 r--s 00000000 fe:00 8    /shared
                Anonymous:             0 kB
                """
                    .lines()
                    .toList()))
        .containsExactly(
            new MappedFile(0x802099000L, 0x2b93000, "/opt/lib/plugin.aot"),
            new MappedFile(0x7f10, 0x10, "/opt/a folder/libjvm.so"));
  }

  @Test
  void anEmptyListOfMappingsHasNoFiles() {
    assertThat(MappedFile.of(List.of())).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void isReleasedFromThisVeryProcessWhichGoesOn() throws IOException {
    List<MappedFile> files = MappedFile.all();
    assertThat(files).anyMatch(mapped -> mapped.file().endsWith("libjvm.so"));
    assertThat(files).allMatch(MappedFile::release);
  }
}

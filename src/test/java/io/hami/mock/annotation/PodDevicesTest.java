package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hami.mock.annotation.Decoded.Malformed;
import io.hami.mock.annotation.PodDevices.Next;
import io.hami.mock.annotation.PodDevices.PodDevice;
import io.hami.mock.annotation.PodDevices.Reading.Complete;
import io.hami.mock.annotation.PodDevices.Reading.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodDevicesTest {
  private static final PodDevice A = new PodDevice("GPU-a", "NVIDIA", 3000, 30);
  private static final PodDevice B = new PodDevice("GPU-b", "NVIDIA", 0, 100);

  private static PodDevices read(String text) {
    return ((Complete) PodDevices.read(text)).devices();
  }

  @ParameterizedTest
  @MethodSource
  void everyContainerKeepsItsPlace(String text, List<List<PodDevice>> containers) {
    assertThat(read(text).containers()).isEqualTo(containers);
  }

  static Stream<Arguments> everyContainerKeepsItsPlace() {
    List<PodDevice> none = List.of();
    return Stream.of(
        arguments("", List.of(none)),
        arguments(";", List.of(none, none)),
        arguments("GPU-a,NVIDIA,3000,30:;", List.of(List.of(A), none)),
        arguments("GPU-a,NVIDIA,3000,30", List.of(List.of(A))),
        arguments(
            ";GPU-a,NVIDIA,3000,30:GPU-b,NVIDIA,0,100:;;",
            List.of(none, List.of(A, B), none, none)),
        arguments("GPU-a,NVIDIA,+3000,30,more:;::;", List.of(List.of(A), none, none)),
        arguments(",,0,0:", List.of(List.of(new PodDevice("", "", 0, 0)))));
  }

  @ParameterizedTest
  @CsvSource({
    "GPU-a.NVIDIA.1.2:;GPU-b.NVIDIA.3.4:;, ;GPU-b.NVIDIA.3.4:;, ;;",
    "GPU-a.NVIDIA.1.2:;;GPU-b.NVIDIA.3.4:;;, ;;GPU-b.NVIDIA.3.4:;;, ;;;;",
    "GPU-a.NVIDIA.1.2::;GPU-b.NVIDIA.+3.04.x, ;GPU-b.NVIDIA.+3.04.x, ;"
  })
  void takenDevicesAreEmptiedAndTheRestStaysUnchanged(String text, String rest, String last) {
    PodDevices devices = read(text.replace('.', ','));
    Next first = devices.next().orElseThrow();
    assertThat(first.devices()).containsExactly(new PodDevice("GPU-a", "NVIDIA", 1, 2));
    assertThat(first.rest()).isEqualTo(read(rest.replace('.', ',')));
    assertThat(first.rest().isEmpty()).isFalse();
    Next second = first.rest().next().orElseThrow();
    assertThat(second.devices()).containsExactly(new PodDevice("GPU-b", "NVIDIA", 3, 4));
    assertThat(second.rest()).isEqualTo(read(last));
    assertThat(second.rest().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", ";;;", ":;:"})
  void withoutDevicesThereIsNoNextContainer(String text) {
    assertThat(read(text).isEmpty()).isTrue();
    assertThat(read(text).next()).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ^garbage                         | container 1, device 1         | FIELDS | "garbage"
          ^a,b,1:;                         | container 1, device 1         | FIELDS | 3 fields
          a,b,1,2:^ :;                     | container 1, device 2         | FIELDS | " "
          ;;a,b,1,2:^c,d:;                 | container 3, device 2         | FIELDS | 2 fields
          a,b,^x,2:;                       | container 1, device 1, memory | INT32  | "x"
          a,b,^-1,2:;                      | container 1, device 1, memory | INT32  | "-1"
          a,b,^2147483648,2:;              | container 1, device 1, memory | INT32  | "2147483648"
          ;a,b,1,^:;                       | container 2, device 1, cores  | INT32  | ""
          a,b,1,^1.5                       | container 1, device 1, cores  | INT32  | "1.5"
          """)
  void oneWrongFieldRejectsTheWholeTextAtItsPosition(
      String marked, String where, String expected, String found) {
    Marked wrong = Marked.of(marked);
    assertThat(PodDevices.read(wrong.value()))
        .isEqualTo(
            new Unreadable(
                new Malformed(
                    where,
                    wrong.position(),
                    expected
                        .replace("INT32", "a whole number from 0 to 2147483647")
                        .replace("FIELDS", "4 fields separated by ','"),
                    found)));
  }

  @Property(tries = 300)
  void whatHamiEncodesIsDecodedAndTakenOneAfterAnother(
      @ForAll("pods") List<List<PodDevice>> containers) {
    PodDevices left = read(encoded(containers));
    List<List<PodDevice>> read = left.containers();
    assertThat(read.subList(0, containers.size())).isEqualTo(containers);
    assertThat(read.subList(containers.size(), read.size())).allMatch(List::isEmpty);
    List<List<PodDevice>> taken = new ArrayList<>();
    for (Optional<Next> next = left.next(); next.isPresent(); next = left.next()) {
      taken.add(next.get().devices());
      left = next.get().rest();
      assertThat(read(left.text())).isEqualTo(left);
    }
    assertThat(left.isEmpty()).isTrue();
    assertThat(left.text()).isEqualTo(";".repeat(containers.size()));
    assertThat(taken).isEqualTo(containers.stream().filter(entry -> !entry.isEmpty()).toList());
  }

  @Property
  void noTextMakesTheDecoderThrow(@ForAll("texts") String text) {
    if (PodDevices.read(text) instanceof Unreadable(var why)) {
      assertThat(why.position()).isBetween(0, text.length());
    }
  }

  @Provide
  Arbitrary<List<List<PodDevice>>> pods() {
    Arbitrary<String> words = Arbitraries.strings().excludeChars(',', ':', ';').ofMaxLength(20);
    Arbitrary<Integer> amounts = Arbitraries.integers().greaterOrEqual(0);
    return Combinators.combine(words, words, amounts, amounts)
        .as(PodDevice::new)
        .list()
        .ofMaxSize(3)
        .list()
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings(),
        Arbitraries.of(",", ":", ";", "a", "1", "-1", " ", "a,b,1,2:", "99999999999999999999")
            .list()
            .ofMaxSize(20)
            .map(list -> String.join("", list)));
  }

  private static String encoded(List<List<PodDevice>> containers) {
    return containers.stream()
        .map(
            devices ->
                devices.stream()
                        .map(
                            device ->
                                "%s,%s,%d,%d:"
                                    .formatted(
                                        device.id(),
                                        device.type(),
                                        device.memoryMiB(),
                                        device.cores()))
                        .collect(Collectors.joining())
                    + ";")
        .collect(Collectors.joining());
  }
}

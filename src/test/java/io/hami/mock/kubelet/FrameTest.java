package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.hami.mock.model.FrameLimit;
import io.hami.mock.model.UnitId;
import io.hami.mock.v1beta1.Device;
import io.hami.mock.v1beta1.ListAndWatchResponse;
import io.hami.mock.v1beta1.NUMANode;
import io.hami.mock.v1beta1.TopologyInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
  private static final int MOST = 262_408;

  private static Frame frame(int listed, int healthy) {
    return Frame.of(Listing.of(listed, healthy));
  }

  private static Frame any(int a, int b) {
    return frame(Math.max(a, b), Math.min(a, b));
  }

  /** Decodes a frame as a kubelet does. */
  private static void assertReadsAs(Frame frame, Listing listing)
      throws InvalidProtocolBufferException {
    ListAndWatchResponse read = ListAndWatchResponse.parseFrom(frame.toByteArray());
    assertThat(read.getDevicesCount()).isEqualTo(listing.listed());
    int index = 0;
    for (Listing.Run run : listing.runs()) {
      for (int last = index + run.units(); index < last; index++) {
        Device device = read.getDevices(index);
        if (!device.getID().equals(UnitId.of(index))
            || device.getHealth().equals("Healthy") != run.healthy()
            || !List.of("", "Healthy", "Unhealthy").contains(device.getHealth())
            || !device.getTopology().equals(place(run))
            || device.hasTopology() != run.numa() >= 0) {
          throw new AssertionError("device " + index + " of " + listing + " reads as " + device);
        }
      }
    }
  }

  private static TopologyInfo place(Listing.Run run) {
    return run.numa() < 0
        ? TopologyInfo.getDefaultInstance()
        : TopologyInfo.newBuilder().addNodes(NUMANode.newBuilder().setID(run.numa())).build();
  }

  @Provide
  Arbitrary<Listing> carded() {
    return ListingTest.carded();
  }

  @Property(tries = 300)
  void readsAsItsListingWithCards(@ForAll("carded") Listing listing)
      throws InvalidProtocolBufferException {
    Frame frame = Frame.of(listing);
    assertReadsAs(frame, listing);
    assertThat(ListAndWatchResponse.parseFrom(frame.toByteArray()).toByteArray())
        .isEqualTo(frame.toByteArray());
  }

  /** The sizes of docs/kubelet.md 3.1. */
  @ParameterizedTest
  @CsvSource({
    "-1, 14",
    "0, 18",
    "1, 20",
    "127, 20",
    "128, 21",
    "16383, 21",
    "9223372036854775807, 28"
  })
  void aNumaNodeTakesAFewBytes(long numa, int size) throws InvalidProtocolBufferException {
    Listing listing = new Listing(List.of(new Listing.Run(1, true, "a", numa)));
    Frame frame = Frame.of(listing);
    assertReadsAs(frame, listing);
    assertThat(frame.size()).isEqualTo(size);
  }

  @Test
  void aLongListWithCardsIsEncodedAsFastAsOneWithout() {
    List<Listing.Run> runs =
        IntStream.range(0, 8)
            .mapToObj(card -> new Listing.Run(MOST / 8, card % 2 == 0, "card" + card, card))
            .toList();
    assertThat(Frame.of(new Listing(runs)).size()).isLessThanOrEqualTo(4_194_304);
    long began = System.nanoTime();
    Frame frame = Frame.of(new Listing(runs));
    long micros = (System.nanoTime() - began) / 1_000;
    System.out.println(frame.size() + " bytes of cards' units took " + micros + " us");
    assertThat(micros).isLessThan(500_000);
  }

  @Property(tries = 200)
  void readsAsItsListing(@ForAll @IntRange(max = 9_000) int a, @ForAll @IntRange(max = 9_000) int b)
      throws InvalidProtocolBufferException {
    Frame frame = any(a, b);
    assertReadsAs(frame, frame.listing());
    assertThat(frame.size()).isEqualTo(frame.toByteArray().length);
  }

  @Property(tries = 20)
  void readsAsItsListingUpToTheLimit(
      @ForAll @IntRange(min = 200_000, max = MOST) int a, @ForAll @IntRange(max = MOST) int b)
      throws InvalidProtocolBufferException {
    Frame frame = any(a, b);
    assertReadsAs(frame, frame.listing());
  }

  @Property(tries = 100)
  void neverPassesTheLimitHoweverManyAreHealthy(@ForAll @IntRange(max = MOST) int healthy) {
    assertThat(frame(MOST, healthy).size()).isLessThanOrEqualTo(4_194_304);
  }

  @Property(tries = 100)
  void neverPassesTheLimitHoweverManyAreListed(
      @ForAll @IntRange(max = MOST) int a, @ForAll @IntRange(min = 230_000, max = MOST) int b) {
    assertThat(any(a, b).size()).isLessThanOrEqualTo(4_194_304);
  }

  @Test
  void theLargestHealthyListFillsTheFrameToTheLastByte() {
    assertThat(frame(262_408, 262_408).size()).isEqualTo(4_194_304);
  }

  @ParameterizedTest
  @ValueSource(ints = {262_409, 266_304, Integer.MAX_VALUE})
  void item28MoreThanFitsIsRefusedBeforeAnythingIsSent(int units) {
    assertThatThrownBy(() -> frame(units, units))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(units + " units do not fit into a frame, 262408 do");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, ''",
    "1, 1, '\n\f\n\1A\22\7Healthy'",
    "1, 0, '\n\16\n\1A\22\11Unhealthy'",
    "2, 1, '\n\f\n\1A\22\7Healthy\n\16\n\1B\22\11Unhealthy'"
  })
  void smallListsByteByByte(int listed, int healthy, String bytes) {
    assertThat(frame(listed, healthy).toByteArray())
        .isEqualTo(bytes.getBytes(StandardCharsets.US_ASCII));
  }

  /** "Unhealthy" takes two bytes more than "Healthy", so near the limit the field is left out. */
  @Test
  void spellsUnhealthyOutWhileTheFrameHasRoom() throws InvalidProtocolBufferException {
    int listed = MOST - 100;
    int room = (FrameLimit.MAX_BYTES - FrameLimit.bytes(listed)) / 2;
    ListAndWatchResponse full =
        ListAndWatchResponse.parseFrom(frame(listed, listed - room).toByteArray());
    assertThat(full.getDevices(listed - 1).getHealth()).isEqualTo("Unhealthy");
    assertThat(full.getSerializedSize()).isEqualTo(4_194_304);
    ListAndWatchResponse over =
        ListAndWatchResponse.parseFrom(frame(listed, listed - room - 1).toByteArray());
    assertThat(over.getDevices(listed - 1).getHealth()).isEmpty();
    assertThat(over.getDevices(0).getHealth()).isEqualTo("Healthy");
  }

  @Test
  void isHandedToTheTransportWithItsLengthAndWithoutACopy() throws IOException {
    Frame frame = frame(5_000, 4_000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (InputStream stream = new Frame.Marshaller().stream(frame)) {
      assertThat(stream).isInstanceOf(KnownLength.class).isInstanceOf(Drainable.class);
      assertThat(stream.available()).isEqualTo(frame.size());
      assertThat(((Drainable) stream).drainTo(out)).isEqualTo(frame.size());
      assertThat(stream.available()).isZero();
    }
    assertThat(out.toByteArray()).isEqualTo(frame.toByteArray());
  }

  @Test
  void itsBytesCannotBeChanged() {
    Frame frame = frame(1, 1);
    frame.toByteArray()[0] = 0;
    assertThat(frame.toByteArray()[0]).isEqualTo((byte) 0x0A);
  }
}

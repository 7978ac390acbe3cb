package io.hami.mock.annotation;

import io.hami.mock.annotation.JsonReader.Fields;
import io.hami.mock.annotation.JsonReader.Value;
import io.hami.mock.model.Card;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Enflame's object of DRS devices and profiles (docs/vendors.md 2.4). Every device has the memory
 * of the largest profile. Every device is healthy, because the format has no field for health.
 */
final class EnflameCards {
  private static final String TYPE = "Enflame";
  private static final int CORES = 100;
  private static final int MEBIBYTES_A_GIGABYTE = 1024;
  private static final int LARGEST_PROFILE = Integer.MAX_VALUE / MEBIBYTES_A_GIGABYTE;
  private static final Pattern PROFILE =
      Pattern.compile("([0-9]+)g\\.([0-9]+)gb", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMERIC = Pattern.compile("\\+?0*[0-9]{1,18}");

  private static final Map<String, Value<?>> DEVICE =
      Map.of(
          "index", JsonReader::string,
          "minor", JsonReader::string,
          "capacity", EnflameCards::capacity);
  private static final Map<String, Value<?>> DEVICES_AND_PROFILES =
      Map.of(
          "devices",
          in -> in.array("an array of devices", "device", EnflameCards::device),
          "profiles",
          EnflameCards::memory);

  private EnflameCards() {}

  private record Device(String index, int capacity) {}

  static List<Card> read(String value) throws MalformedException {
    return JsonReader.read(value, EnflameCards::cards);
  }

  private static List<Card> cards(JsonReader in) throws IOException {
    Fields fields = in.object(DEVICES_AND_PROFILES);
    if (!fields.has("profiles")) {
      throw in.unexpected("profiles before the end of the object");
    }
    List<Card> cards = new ArrayList<>();
    for (Device device : fields.list("devices", Device.class)) {
      // A negative index wraps in HAMi's scheduler; here it is treated like a text that is no
      // number.
      long index =
          NUMERIC.matcher(device.index()).matches() ? Long.parseLong(device.index()) : cards.size();
      cards.add(
          new Card(
              "enflame-drs-" + index,
              index,
              device.capacity(),
              fields.int32("profiles"),
              CORES,
              TYPE,
              0,
              "",
              true));
    }
    return cards;
  }

  private static Device device(JsonReader in) throws IOException {
    Fields fields = in.object(DEVICE);
    if (!fields.has("capacity")) {
      throw in.unexpected("a capacity before the end of the device");
    }
    return new Device(fields.string("index"), fields.int32("capacity"));
  }

  /**
   * The number of slots. HAMi's scheduler cuts the fraction off a number, but rejects a fraction in
   * a string.
   */
  private static int capacity(JsonReader in) throws IOException {
    double capacity = in.number();
    if (in.isString()) {
      String text = in.string().strip();
      capacity = NUMERIC.matcher(text).matches() ? Long.parseLong(text) : Double.NaN;
    }
    if (capacity >= 1 && capacity <= Integer.MAX_VALUE) {
      return (int) capacity;
    }
    throw in.unexpected("a number from 1 to " + Integer.MAX_VALUE + ", in a string or not");
  }

  /**
   * MiB of every device: the memory of the largest profile, or its slices taken as GB where no
   * profile has memory.
   */
  private static int memory(JsonReader in) throws IOException {
    BigInteger slices = BigInteger.ZERO;
    BigInteger gigabytes = BigInteger.ZERO;
    for (String name : in.names(JsonReader::string)) {
      Matcher profile = PROFILE.matcher(name.strip());
      if (profile.matches()) {
        slices = slices.max(new BigInteger(profile.group(1)));
        gigabytes = gigabytes.max(new BigInteger(profile.group(2)));
      }
    }
    if (slices.signum() == 0) {
      throw in.unexpected("a profile such as 3g.20gb before the end of the profiles");
    }
    BigInteger largest = gigabytes.signum() == 0 ? slices : gigabytes;
    if (largest.compareTo(BigInteger.valueOf(LARGEST_PROFILE)) > 0) {
      throw in.unexpected("profiles of at most " + LARGEST_PROFILE + "gb before the end of them");
    }
    return largest.intValue() * MEBIBYTES_A_GIGABYTE;
  }
}

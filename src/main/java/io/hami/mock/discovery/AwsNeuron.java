package io.hami.mock.discovery;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.Card;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * AWS Neuron (docs/vendors.md 1.2): the cores. HAMi's scheduler derives the devices, and the number
 * of cores of each, from the Node's quantities; no annotation describes the devices. It lets no pod
 * ask for more than 2 cores.
 *
 * <p>How many cores a device has is taken from the Node: from the quantities of AWS' own plugin
 * where it runs, else from the type of the instance. Choice: 2 where neither is known. Where AWS'
 * plugin serves the cores, the name belongs to that plugin, and the kubelet's checkpoint shows it
 * (docs/architecture.md, decision 4).
 */
@Singleton
public final class AwsNeuron extends Vendor<CardNames> {
  private static final String NAME = "AWS Neuron";
  private static final int USUAL_CORES = 2;

  /** Cores a device, by the family of the instance type, such as {@code trn2} of trn2.48xlarge. */
  private static final Map<String, Integer> CORES_BY_FAMILY =
      Map.of("inf1", 4, "inf2", 2, "trn1", 2, "trn1n", 2, "trn2", 8, "trn2u", 8);

  /** Far above any real device. */
  private static final BigDecimal MOST_CORES = BigDecimal.valueOf(1024);

  private static final List<String> TYPE_LABELS =
      List.of("node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type");

  /**
   * AWS' own plugin serves this beside the cores, and nobody else does. Without it the number of
   * cores on the Node may be this plugin's own.
   */
  private static final ResourceName DEVICES = new ResourceName("aws.amazon.com", "neurondevice");

  private static final DeviceSection<CardNames> SECTION =
      DeviceSection.of(
          "awsneuron",
          section ->
              new CardNames(
                  section.reads(CardNames.COUNT),
                  Optional.empty(),
                  section.serves(CardNames.CORES),
                  1),
          CardNames.of("aws.amazon.com/neuron", "", "aws.amazon.com/neuroncore"));

  public AwsNeuron() {
    super(NAME, SECTION);
  }

  @Override
  public List<CardFamily> families(CardNames names, NodeFacts node, Hami hami) {
    int coresADevice = coresADevice(names, node);
    return List.of(
        CardFamily.of(
            NAME,
            NAME,
            new Source.Counted(
                Gate.notZero(names.count(), "awsneuron.resourceCountName"),
                devices -> devices * coresADevice),
            Offer.some(
                names.count().map(Offer::cards).map(Offer::byVendor),
                names.cores().map(name -> Offer.cores(name, Unit.CORE, Card::cores)))));
  }

  private static int coresADevice(CardNames names, NodeFacts node) {
    return quotient(names, node)
        .or(
            () ->
                TYPE_LABELS.stream()
                    .flatMap(label -> Stream.ofNullable(node.labels().get(label)))
                    .map(type -> type.substring(0, Math.max(0, type.indexOf('.'))))
                    .flatMap(family -> Stream.ofNullable(CORES_BY_FAMILY.get(family)))
                    .findFirst())
        .orElse(USUAL_CORES);
  }

  /** Cores over devices, where AWS' own plugin serves both and the quotient is whole. */
  private static Optional<Integer> quotient(CardNames names, NodeFacts node) {
    Optional<BigDecimal> devices = node.capacity(DEVICES).filter(number -> number.signum() > 0);
    Optional<BigDecimal> cores = names.cores().flatMap(node::capacity);
    if (devices.isEmpty() || cores.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal[] parts = cores.get().divideAndRemainder(devices.get());
    return parts[1].signum() == 0 && parts[0].signum() > 0 && parts[0].compareTo(MOST_CORES) <= 0
        ? Optional.of(parts[0].intValueExact())
        : Optional.empty();
  }

  /** The devices of each kind of instance differ in their cores; {@code aws-neuron} has two. */
  @Override
  public List<CardProfile> profiles() {
    return List.of(
        profile("aws-neuron", "Neuron device", 2),
        profile("aws-inf1", "Inferentia (Inf1)", 4),
        profile("aws-inf2", "Inferentia2 (Inf2)", 2),
        profile("aws-trn1", "Trainium (Trn1)", 2),
        profile("aws-trn2", "Trainium2 (Trn2)", 8));
  }

  private static CardProfile profile(String name, String model, int cores) {
    return new CardProfile(name, NAME, NAME, model, "AWSNeuron", 0, cores, cores);
  }
}

package io.hami.mock.discovery;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.Card;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Unit;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * AWS Neuron (docs/vendors.md 1.2): the cores. HAMi's scheduler derives the devices, and the number
 * of cores of each, from the Node's quantities; no annotation describes the devices. It lets no pod
 * ask for more than 2 cores.
 *
 * <p>Choice: 2 cores a device. Where the vendor's own plugin serves the cores too, the name belongs
 * to that plugin, and the kubelet's checkpoint shows it (docs/architecture.md, decision 4).
 */
@Singleton
public final class AwsNeuron extends Vendor<CardNames> {
  private static final String NAME = "AWS Neuron";
  private static final int CORES_A_DEVICE = 2;
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
    return List.of(
        CardFamily.of(
            NAME,
            NAME,
            new Source.Counted(
                Gate.notZero(names.count(), "awsneuron.resourceCountName"),
                devices -> devices * CORES_A_DEVICE),
            Offer.some(
                names.count().map(Offer::cards).map(Offer::byVendor),
                names.cores().map(name -> Offer.cores(name, Unit.CORE, Card::cores)))));
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

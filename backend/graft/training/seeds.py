"""Same seed, same machine, same result."""

import tensorflow as tf
import tf_keras as keras


def seeded(seed: int) -> None:
    """Have random weights, and whatever else Keras draws by itself, come from the seed.

    Operations whose result would depend on the order in which threads finish are put in order too; that
    stays so for the process.
    """
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()

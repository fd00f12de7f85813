"""Words that passwords of the demo are made of."""

WORDS = tuple(
    "amber apple beacon birch bridge candle cedar clover copper coral daisy ember fennel ferry forest garden ginger "
    "hazel heather island ivory jasmine kettle lantern lemon linen maple marble meadow mellow mint nutmeg olive "
    "orchard paper pebble pepper plum poppy quartz quill river rowan saffron sage shore silver sorrel thistle timber "
    "velvet walnut willow winter".split()
)

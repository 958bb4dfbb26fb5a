"""Writes tensors that PyTorch computed where the tests read them: Recorded/NAME.json.

    from recorder import Recorder
    record = Recorder("convolution")
    record("stride_2", x=x, weight=w, y=y)     # one case; tensors of any type
    record.save()

A script records one file, and the tests compare with it: python3 tests/Hone.Deep.Tests/Recorded/convolution.py
"""
import json
import os

import torch


class Recorder:
    def __init__(self, name):
        self.path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".json")
        self.cases = {}

    def __call__(self, case, **tensors):
        self.cases[case] = {name: self._tensor(value) for name, value in tensors.items()}

    def state(self, module):
        """The module's parameters and buffers, ready to be given to a case: record("lstm", **record.state(m), x=x)"""
        return {name: value for name, value in module.state_dict().items()}

    @staticmethod
    def _tensor(value):
        value = torch.as_tensor(value).detach()
        kind = str(value.dtype).removeprefix("torch.")
        numbers = value.reshape(-1).tolist()
        if kind == "float32":
            numbers = [float(f"{x:.9g}") for x in numbers]
        return {"type": kind, "shape": list(value.shape), "values": numbers}

    def save(self):
        with open(self.path, "w") as file:
            file.write('{"source": "PyTorch %s", "cases": {\n' % torch.__version__)
            file.write(",\n".join(f"{json.dumps(name)}: {json.dumps(tensors)}" for name, tensors in self.cases.items()))
            file.write("\n}}\n")

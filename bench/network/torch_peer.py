"""Trains the same network as bench/network/run.ts with PyTorch, and prints one JSON line.

Usage: torch_peer.py <folder> <epochs> <rows> <columns> <batch> <dropout>; the folder holds features.f32 (rows x columns) and labels.u8.
"""
import json
import sys
import time

import numpy
import torch

folder, epochs, rows, columns, batch, dropout = sys.argv[1], *(float(a) for a in sys.argv[2:])
epochs, rows, columns, batch = int(epochs), int(rows), int(columns), int(batch)
x = torch.from_numpy(numpy.fromfile(f"{folder}/features.f32", dtype="<f4").reshape(rows, columns))
y = torch.from_numpy(numpy.fromfile(f"{folder}/labels.u8", dtype="u1").astype("int64"))

torch.manual_seed(1)
layers = []
inputs = columns
for units in (128, 64):
    layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
    if dropout > 0:
        layers.append(torch.nn.Dropout(dropout))
    inputs = units
model = torch.nn.Sequential(*layers, torch.nn.Linear(inputs, 3))
# The initial weights that labbook and Keras draw, so that accuracies can be compared.
for layer in model:
    if isinstance(layer, torch.nn.Linear):
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
optimizer = torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)
loss_of = torch.nn.CrossEntropyLoss()

milliseconds = []
accuracy = 0.0
for _ in range(epochs):
    started = time.perf_counter()
    order = torch.randperm(rows)
    correct = 0
    for at in range(0, rows, batch):
        chosen = order[at : at + batch]
        optimizer.zero_grad()
        outputs = model(x[chosen])
        target = y[chosen]
        loss = loss_of(outputs, target)
        loss.backward()
        optimizer.step()
        correct += int((outputs.argmax(1) == target).sum())
    milliseconds.append((time.perf_counter() - started) * 1000)
    accuracy = correct / rows
print(json.dumps({"milliseconds": milliseconds, "accuracy": accuracy, "version": torch.__version__,
                  "threads": torch.get_num_threads()}))

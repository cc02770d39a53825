"""What the product knows: pure rules under tables; only named actions write.

rules/ decide · tables/ hold · queries/ read · actions/ write · phrases/ speak.
Never touches the network; the bell is passed in.
"""
